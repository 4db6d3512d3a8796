using System.Globalization;
using Items.Testing.Processes;

namespace Items.Benchmarks.FanOut;

/// <summary>What a WebSocket costs on which nothing happens.</summary>
internal sealed class IdleBenchmark : Benchmark
{
    private const int Connections = 10_000;

    public override string Name => "idle";

    public override string Summary => $"memory of the gateway per idle WebSocket in KB, at {Connections:N0} of them (Centrifugo's documentation: 27, and 10.9 when tuned)";

    public override double Target => 12;

    public override bool IsCeiling => true;

    public override async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var connections = run.IsBrief ? Connections / 10 : Connections;
        await using var world = await FanOutWorld.StartAsync();
        var side = world.Gateway(GatewayProtocol.WebSocket);
        run.Report.Begin(this);
        // Code and pools that the first connections bring are not theirs. They stay open, so that nothing they leave behind is taken for room.
        using var first = await Crowd.GatherAsync(connections / 10, side.Protocol, side.Port, cancellationToken);
        var before = await SettledAsync(side);
        using var crowd = await Crowd.GatherAsync(connections - (connections / 10), side.Protocol, side.Port, cancellationToken);
        var after = await SettledAsync(side);
        run.Report.Line($"  gateway before: {before}");
        run.Report.Line($"  gateway after:  {after}");
        run.Report.Result(this, "KB", (after.Memory - before.Memory) / 1e3 / (after.Handles - before.Handles), string.Create(CultureInfo.InvariantCulture, $"{connections:N0} connections; private memory in RAM"));
    }

    /// <summary>The least of some looks: collections come and go.</summary>
    private static async Task<ProcessUsage> SettledAsync(Side side)
    {
        ProcessUsage least = ProcessUsage.Of(side.Processes.Values.Single());
        for (var looks = 0; looks < 10; looks++)
        {
            await Task.Delay(TimeSpan.FromSeconds(0.5));
            var now = ProcessUsage.Of(side.Processes.Values.Single());
            least = now.Memory < least.Memory ? now : least;
        }

        return least;
    }
}
