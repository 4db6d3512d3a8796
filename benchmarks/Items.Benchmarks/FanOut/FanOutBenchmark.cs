using Items.Benchmarks.Results;

namespace Items.Benchmarks.FanOut;

/// <summary>Events of 300 bytes from the broker to 1,000 WebSockets, as fast as they take them, beside a relay that somebody would write or buy.</summary>
internal sealed class FanOutBenchmark(string name, string rival, double target, Func<FanOutWorld, Task<Side>> they) : Benchmark
{
    public const int Subscribers = 1_000;

    public static Benchmark[] All { get; } =
    [
        new FanOutBenchmark("fanout-ws", "a Node relay with ws and amqplib", 30, world => world.NodeAsync("ws-relay.js", Protocol.WebSocket("/"))),
        new FanOutBenchmark("fanout-socketio", "a Node relay with Socket.IO and amqplib", 40, world => world.NodeAsync("socketio-relay.js", Protocol.SocketIo)),
        new FanOutBenchmark("fanout-stomp", "RabbitMQ's Web-STOMP", 100, world => Task.FromResult(world.WebStomp())),
    ];

    public override string Name => name;

    public override string Summary => $"deliveries of 300-byte events to {Subscribers} WebSockets, beside {rival}";

    public override double Target => target;

    public override async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var world = await FanOutWorld.StartAsync();
        var (ours, theirs) = (world.Gateway(GatewayProtocol.WebSocket), await they(world));
        await Comparison.RunAsync(
            this, run, "gateway", () => world.SaturateAsync(ours, Subscribers, run.Length, cancellationToken), rival, () => world.SaturateAsync(theirs, Subscribers, run.Length, cancellationToken));
    }
}
