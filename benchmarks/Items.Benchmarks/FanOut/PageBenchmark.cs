using Items.Benchmarks.Results;

namespace Items.Benchmarks.FanOut;

/// <summary>What open pages are sent, in bytes, beside the streams of the gateway.</summary>
internal sealed class PageBenchmark : Benchmark
{
    private const int Pages = 500;

    public override string Name => "page";

    public override string Summary => $"MB/s of live fragments to {Pages} open pages, beside MB/s of {FanOutBenchmark.Subscribers} SSE streams of the gateway";

    public override double Target => 0.5;

    public override async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var world = await FanOutWorld.StartAsync(Feed.WholeEvent);
        var (sse, site) = (world.Gateway(GatewayProtocol.Sse), await world.StartSiteAsync(Protocol.ServerSentEvents("/live", "id")));
        await world.SaturateInBytesAsync(site, Pages, run.WarmUp, cancellationToken);
        await world.SaturateInBytesAsync(sse, FanOutBenchmark.Subscribers, run.WarmUp, cancellationToken);
        await Comparison.RunAsync(
            this, run,
            "pages", () => world.SaturateInBytesAsync(site, Pages, run.Length, cancellationToken),
            "SSE", () => world.SaturateInBytesAsync(sse, FanOutBenchmark.Subscribers, run.Length, cancellationToken));
    }
}
