using System.Globalization;

namespace Items.Benchmarks.Results;

/// <summary>Both sides in turns, so that a machine that changes its speed changes that of both; the ratio is made pair by pair.</summary>
internal static class Comparison
{
    /// <param name="benchmark">What is measured.</param>
    /// <param name="run">How often.</param>
    /// <param name="ours">What our side is called.</param>
    /// <param name="we">A turn of ours.</param>
    /// <param name="theirs">What the other side is called.</param>
    /// <param name="they">A turn of theirs, with the same figures.</param>
    /// <param name="figures">The figures that count; all of them unless given.</param>
    public static async Task RunAsync(Benchmark benchmark, BenchmarkRun run, string ours, Func<Task<Turn>> we, string theirs, Func<Task<Turn>> they, params string[] figures)
    {
        run.Report.Begin(benchmark);
        var width = Math.Max(ours.Length, theirs.Length);
        var pairs = new List<(Turn Ours, Turn Theirs)>();
        for (var pair = 1; pair <= run.Pairs; pair++)
        {
            var mine = await we();
            run.Report.Line($"  {ours.PadRight(width)} {mine.Text}");
            var other = await they();
            run.Report.Line($"  {theirs.PadRight(width)} {other.Text}");
            pairs.Add((mine, other));
        }

        foreach (var figure in figures.Length > 0 ? figures : [.. pairs[0].Ours.Figures.Keys])
        {
            var ratios = pairs.ConvertAll(pair => pair.Ours.Figures[figure] / pair.Theirs.Figures[figure]);
            ratios.Sort();
            var name = figure == Turn.Rate ? "ratio" : $"ratio of {figure}";
            run.Report.Result(benchmark, name, ratios[ratios.Count / 2], string.Create(CultureInfo.InvariantCulture, $"median of {ratios.Count}; {ratios[0]:0.00} to {ratios[^1]:0.00}"));
        }
    }
}
