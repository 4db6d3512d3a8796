using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Items.Testing;
using Items.Testing.Processes;

namespace Items.Benchmarks.Results;

/// <summary>Prints what is measured, and keeps it together with when, where and of which commit.</summary>
internal sealed class Report
{
    private readonly StringBuilder _lines = new();
    private readonly StringBuilder _rows = new();

    public void Begin(Benchmark benchmark) => Line($"\n{benchmark.Name}: {benchmark.Summary}");

    public void Line(string line)
    {
        Console.WriteLine(line);
        _lines.Append(line).Append('\n');
    }

    public void Result(Benchmark benchmark, string name, double value, string note)
    {
        var target = string.Create(CultureInfo.InvariantCulture, $"{(benchmark.IsCeiling ? "≤" : "≥")} {benchmark.Target:0.##}");
        Line(string.Create(CultureInfo.InvariantCulture, $"  {name} {value:0.00} ({note}), aimed at {target}"));
        _rows.Append(CultureInfo.InvariantCulture, $"| `{benchmark.Name}` | {benchmark.Summary} | {name} **{value:0.00}** ({note}) | {target} |\n");
    }

    /// <summary>Writes <c>benchmarks/results/{date}-{commit}.md</c> and returns its path.</summary>
    public async Task<string> SaveAsync()
    {
        var commit = (await GitAsync("rev-parse", "--short=9", "HEAD")).Trim();
        var isChanged = (await GitAsync("status", "--porcelain", "--untracked-files=no")).Length > 0;
        var now = TimeProvider.System.GetUtcNow();
        var path = Repository.PathOf("benchmarks", "results", string.Create(CultureInfo.InvariantCulture, $"{now:yyyy-MM-dd-HHmm}-{commit}.md"));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(
            path,
            string.Create(CultureInfo.InvariantCulture, $"# {now:yyyy-MM-dd HH:mm} UTC, commit {commit}{(isChanged ? ", with changes" : "")}\n\n{Machine()}\n\n| benchmark | what | measured | aimed at |\n|---|---|---|---|\n{_rows}\n```\n{_lines.ToString().Trim()}\n```\n"));
        return path;
    }

    private static string Machine()
    {
        var processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} processors ({processor}), {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024):0} GiB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}. The load generators, the rivals and their servers run on the same machine.");
    }

    private static Task<string> GitAsync(params string[] arguments) =>
        ChildProcess.RunAsync("git", new("git", ["-C", Repository.PathOf(), .. arguments]), TimeSpan.FromSeconds(30));
}
