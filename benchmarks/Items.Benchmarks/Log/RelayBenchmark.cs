using Items.Benchmarks.Load;
using Items.Benchmarks.Results;

namespace Items.Benchmarks.Log;

/// <summary>The relay, from the log to the broker's confirm, beside a loop that only publishes what it has in memory.</summary>
internal sealed class RelayBenchmark : Benchmark
{
    /// <summary>Half as many items as events.</summary>
    private const int Items = 100_000;

    public override string Name => "relay";

    public override string Summary => "relay, log to confirmed publish, beside a bare confirmed-publish loop with the same client, messages and bindings";

    public override double Target => 0.85;

    public override async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        var items = run.IsBrief ? Items / 20 : Items;
        await using var world = await LogWorld.StartAsync(gateways: 0);
        await RelayAsync(world, items);
        await using var bare = await BarePublisher.StartAsync(world.Broker.Address, await world.System.Api.Client.GetByteArrayAsync("/api/events?after=0&limit=100", cancellationToken));
        Task<Turn> PublishAsync() => ProcessorTime.MeasureAsync(
            new Dictionary<string, int>(StringComparer.Ordinal) { ["broker"] = world.Broker.ProcessId, ["publisher"] = Environment.ProcessId }, () => bare.PublishAsync(2 * items));
        await PublishAsync();
        await Comparison.RunAsync(this, run, "relay", () => RelayAsync(world, items), "bare loop", PublishAsync);
    }

    /// <summary>The rate between the first confirm of a long run of events and its last.</summary>
    private static async Task<Turn> RelayAsync(LogWorld world, int items)
    {
        var before = await world.PublishedAsync();
        await world.AppendAsync(items);
        while (await world.PublishedAsync() == before)
        {
            await Task.Delay(5);
        }

        var processes = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["api"] = world.System.Api.ProcessId, ["postgres"] = world.Postgres.ProcessId, ["broker"] = world.Broker.ProcessId,
        };
        return await ProcessorTime.MeasureAsync(processes, async () =>
        {
            var (from, start) = (await world.PublishedAsync(), TimeProvider.System.GetTimestamp());
            var head = await world.HeadAsync();
            while (await world.PublishedAsync() < head)
            {
                await Task.Delay(5);
            }

            return (head - from) / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        });
    }
}
