using Items.Benchmarks.Results;

namespace Items.Benchmarks.FanOut;

/// <summary>The same events through Server-Sent Events beside our own WebSockets.</summary>
internal sealed class SseBenchmark : Benchmark
{
    public override string Name => "sse";

    public override string Summary => $"deliveries of 300-byte events to {FanOutBenchmark.Subscribers} SSE streams, beside as many WebSockets of the same gateway";

    public override double Target => 0.8;

    public override async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var world = await FanOutWorld.StartAsync();
        var (sse, webSocket) = (world.Gateway(GatewayProtocol.Sse), world.Gateway(GatewayProtocol.WebSocket));
        await Comparison.RunAsync(
            this, run, "SSE", () => world.SaturateAsync(sse, FanOutBenchmark.Subscribers, run.Length, cancellationToken), "WebSocket", () => world.SaturateAsync(webSocket, FanOutBenchmark.Subscribers, run.Length, cancellationToken));
    }
}
