using System.Globalization;

namespace Items.Benchmarks.Results;

/// <summary>One turn of one side: the figures that are compared, by name, and all there is to say in a line.</summary>
internal sealed record Turn(IReadOnlyDictionary<string, double> Figures, string Text)
{
    public const string Rate = "rate";
    public const string P50 = "p50";
    public const string P99 = "p99";

    /// <param name="rate">Pieces of work in a second.</param>
    /// <param name="costs">Microseconds of processor time for one piece, by who spent it.</param>
    public static Turn OfRate(double rate, IReadOnlyDictionary<string, double> costs) => new(
        new Dictionary<string, double>(StringComparer.Ordinal) { [Rate] = rate },
        string.Create(CultureInfo.InvariantCulture, $"{rate,12:N0}/s   {string.Join("  ", costs.Select(cost => string.Create(CultureInfo.InvariantCulture, $"{cost.Key} {cost.Value:0.0} µs")))}"));

    /// <param name="sorted">Milliseconds, from small to large.</param>
    public static Turn OfLatency(IReadOnlyList<double> sorted)
    {
        if (sorted.Count == 0)
        {
            throw new InvalidOperationException("No latency was seen.");
        }

        var (p50, p99) = (sorted[sorted.Count / 2], sorted[sorted.Count * 99 / 100]);
        return new(
            new Dictionary<string, double>(StringComparer.Ordinal) { [P50] = p50, [P99] = p99 },
            string.Create(CultureInfo.InvariantCulture, $"p50 {p50:0.00} ms  p99 {p99:0.00} ms  (of {sorted.Count:N0})"));
    }
}
