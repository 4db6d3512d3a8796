using System.Globalization;

namespace Items.Benchmarks;

/// <summary>One turn: how much work in how much time, and what it cost.</summary>
/// <param name="Rate">Pieces of work in a second.</param>
/// <param name="Costs">Microseconds of processor time for one piece, by who spent it.</param>
internal sealed record Turn(double Rate, IReadOnlyDictionary<string, double> Costs)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Rate,12:N0}/s   {string.Join("  ", Costs.Select(cost => string.Create(CultureInfo.InvariantCulture, $"{cost.Key} {cost.Value:0.0} µs")))}");
}

/// <summary>Both sides in turns, so that a machine that changes its speed changes that of both; the ratio is made pair by pair.</summary>
internal static class Comparison
{
    public static async Task RunAsync(Benchmark benchmark, BenchmarkRun run, string ours, Func<Task<Turn>> we, string theirs, Func<Task<Turn>> they)
    {
        Console.WriteLine($"\n{benchmark.Name}: {benchmark.Summary}");
        var ratios = new List<double>();
        var width = Math.Max(ours.Length, theirs.Length);
        for (var pair = 1; pair <= run.Pairs; pair++)
        {
            var mine = await we();
            Console.WriteLine($"  {ours.PadRight(width)} {mine}");
            var other = await they();
            Console.WriteLine($"  {theirs.PadRight(width)} {other}");
            ratios.Add(mine.Rate / other.Rate);
        }

        ratios.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  ratio {ratios[ratios.Count / 2]:0.00} (median; {ratios[0]:0.00} to {ratios[^1]:0.00}), aimed at {benchmark.Target:0.00}"));
    }
}
