using Items.Benchmarks.FanOut;
using Items.Benchmarks.Load;
using Items.Benchmarks.Results;

namespace Items.Benchmarks.Log;

/// <summary>One subscriber that begins at the beginning of a long log, beside Postgres' own way to write the same rows out.</summary>
internal sealed class CatchUpBenchmark : Benchmark
{
    /// <summary>Half as many items as events.</summary>
    private const int Items = 500_000;

    public override string Name => "catch-up";

    public override string Summary => $"catch-up of one WebSocket over {2 * Items:N0} events, beside psql's \\copy of the same rows as JSON";

    public override double Target => 0.4;

    public override async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var world = await LogWorld.StartAsync(gateways: 1);
        await world.AppendAsync(run.IsBrief ? Items / 50 : Items);
        await world.UntilPublishedAsync();
        var head = await world.HeadAsync();
        var processes = new Dictionary<string, int>(StringComparer.Ordinal)
        {
            ["api"] = world.System.Api.ProcessId, ["gateway"] = world.System.Gateway.ProcessId, ["postgres"] = world.Postgres.ProcessId,
        };
        await Comparison.RunAsync(
            this, run,
            "subscriber", () => ProcessorTime.MeasureAsync(processes, () => CatchUpAsync(world.System.Gateway.Port, head, cancellationToken)),
            "\\copy", () => ProcessorTime.MeasureAsync(new Dictionary<string, int>(StringComparer.Ordinal) { ["postgres"] = world.Postgres.ProcessId }, () => CopyAsync(world.Postgres.Address, head, cancellationToken)));
    }

    private static async Task<double> CatchUpAsync(int port, long head, CancellationToken cancellationToken)
    {
        using var subscriber = new Subscriber(GatewayProtocol.WebSocketFromTheBeginning);
        using var poller = new Poller();
        var start = TimeProvider.System.GetTimestamp();
        subscriber.Subscribe(port, poller);
        while (subscriber.Messages < head)
        {
            if (subscriber.HasEnded)
            {
                throw new InvalidOperationException($"The subscriber's connection ended after {subscriber.Messages} messages.");
            }

            await Task.Delay(5, cancellationToken);
        }

        return head / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> CopyAsync(string database, long head, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        await Tool.RunAsync(
            PostgresTools.Find("psql"), ["-q", "-c", "\\copy (SELECT row_to_json(e) FROM events e ORDER BY seq) TO '/dev/null'"], PostgresTools.Environment(database), cancellationToken);
        return head / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }
}
