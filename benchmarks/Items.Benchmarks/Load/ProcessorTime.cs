using System.Globalization;
using Items.Benchmarks.Results;

namespace Items.Benchmarks.Load;

/// <summary>Processor time of processes and their children, from the kernel's books (proc(5)): what a piece of work costs says more on a shared machine than how fast it was.</summary>
internal static class ProcessorTime
{
    /// <summary>The kernel's unit for user space on every architecture that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Runs something that makes a rate, and divides what each group of processes spent by the pieces of work.</summary>
    public static async Task<Turn> MeasureAsync(IReadOnlyDictionary<string, int> roots, Func<Task<double>> work)
    {
        var before = roots.ToDictionary(root => root.Key, root => Of(root.Value), StringComparer.Ordinal);
        var start = TimeProvider.System.GetTimestamp();
        var rate = await work();
        var pieces = rate * TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        return Turn.OfRate(rate, roots.ToDictionary(root => root.Key, root => (Of(root.Value) - before[root.Key]) * 1e6 / pieces, StringComparer.Ordinal));
    }

    private static double Of(int root)
    {
        var parents = new Dictionary<int, (int Parent, double Seconds)>();
        foreach (var directory in Directory.EnumerateDirectories("/proc").Where(directory => char.IsAsciiDigit(Path.GetFileName(directory)[0])))
        {
            try
            {
                var stat = File.ReadAllText(Path.Combine(directory, "stat"));
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                // After the name: state, parent, …; user and system time, then those of the children that have ended.
                var ticks = Enumerable.Range(11, 4).Sum(field => long.Parse(fields[field], CultureInfo.InvariantCulture));
                parents[int.Parse(Path.GetFileName(directory), CultureInfo.InvariantCulture)] = (int.Parse(fields[1], CultureInfo.InvariantCulture), ticks / TicksPerSecond);
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        return parents.Where(process => IsWithin(process.Key)).Sum(process => process.Value.Seconds);

        // Whatever is measured is a child of this process, so of this one nothing but itself counts.
        bool IsWithin(int process) => process == root || (root != Environment.ProcessId && parents.TryGetValue(process, out var entry) && entry.Parent > 1 && IsWithin(entry.Parent));
    }
}
