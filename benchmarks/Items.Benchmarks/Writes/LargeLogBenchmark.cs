using Items.Benchmarks.Results;
using Items.Benchmarks.Store;

namespace Items.Benchmarks.Writes;

/// <summary>The same write over a log that is already large, beside the same on an empty one.</summary>
internal sealed class LargeLogBenchmark : Benchmark
{
    private const int Items = 5_000_000;

    public override string Name => "large-log";

    public override string Summary => $"durable POST /api/items with {Items:N0} items and twice as many events stored, beside the same on an empty log";

    public override double Target => 0.9;

    public override async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var large = await StoreWorld.StartAsync(items: run.IsBrief ? 10_000 : Items);
        await using var empty = await StoreWorld.StartAsync();
        await large.PostAsync(run.WarmUp, cancellationToken);
        await empty.PostAsync(run.WarmUp, cancellationToken);
        await Comparison.RunAsync(this, run, "large log", () => large.PostAsync(run.Length, cancellationToken), "empty log", () => empty.PostAsync(run.Length, cancellationToken));
    }
}
