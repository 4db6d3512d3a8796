using Items.Benchmarks.Results;

namespace Items.Benchmarks.FanOut;

/// <summary>How long an event takes from its publication to a subscriber, under ten times the load that the other side has.</summary>
internal sealed class LatencyBenchmark : Benchmark
{
    private const int Rate = 200;
    private const int TheirRate = 20;

    public override string Name => "latency";

    public override string Summary =>
        $"delivery latency at {Rate * FanOutBenchmark.Subscribers:N0} deliveries/s to {FanOutBenchmark.Subscribers} WebSockets, beside a Node relay with ws and amqplib at {TheirRate * FanOutBenchmark.Subscribers:N0}";

    public override double Target => 1;

    public override bool IsCeiling => true;

    public override async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var world = await FanOutWorld.StartAsync();
        var (ours, theirs) = (world.Gateway(GatewayProtocol.WebSocket), await world.NodeAsync("ws-relay.js", Protocol.WebSocket("/")));
        Task<Turn> TurnAsync(Side side, int rate, TimeSpan length) => world.PaceAsync(side, FanOutBenchmark.Subscribers, rate, length, cancellationToken);
        await TurnAsync(ours, Rate, run.WarmUp);
        await TurnAsync(theirs, TheirRate, run.WarmUp);
        await Comparison.RunAsync(this, run, "gateway", () => TurnAsync(ours, Rate, run.Length), "Node", () => TurnAsync(theirs, TheirRate, run.Length), Turn.P99);
    }
}
