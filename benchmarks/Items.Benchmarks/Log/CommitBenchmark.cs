using System.Globalization;
using System.Net.Http.Json;
using Items.Benchmarks.FanOut;
using Items.Benchmarks.Results;
using Items.Benchmarks.Store;
using Npgsql;

namespace Items.Benchmarks.Log;

/// <summary>
/// How long a change takes from its place in the log, given under the lock just before the commit, to the subscribers' sockets: through the commit, the relay, the broker and the gateway. Beside what Postgres
/// alone needs from the same moment to its own listener.
/// </summary>
internal sealed class CommitBenchmark : Benchmark
{
    private const int Rate = 1_000;
    private const int Subscribers = 100;
    private const int Writers = 16;
    private const string Rival = "CREATE TABLE rival_items (id uuid PRIMARY KEY, item text NOT NULL, attributes jsonb NOT NULL)";

    private const string InsertAndNotify =
        """
        WITH inserted AS (INSERT INTO rival_items VALUES (gen_random_uuid(), 'A new item for the list', '{"shop":"corner","litres":2}'))
        SELECT pg_notify('rival', extract(epoch FROM clock_timestamp())::text)
        """;

    public override string Name => "commit";

    public override string Summary => $"commit to frame on the socket, {Rate} writes/s, {Subscribers} WebSockets, beside a bare INSERT and NOTIFY to LISTEN on the same Postgres";

    public override double Target => 3;

    public override bool IsCeiling => true;

    public override async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var world = await LogWorld.StartAsync(gateways: 1);
        await Stock.ExecuteAsync(world.Postgres.Address, Rival);
        await ItemsAsync(world, run.WarmUp, cancellationToken);
        await NotifyAsync(world, run.WarmUp, cancellationToken);
        await Comparison.RunAsync(this, run, "Items", () => ItemsAsync(world, run.Length, cancellationToken), "NOTIFY", () => NotifyAsync(world, run.Length, cancellationToken));
    }

    private static async Task<Turn> ItemsAsync(LogWorld world, TimeSpan length, CancellationToken cancellationToken)
    {
        using var crowd = await Crowd.GatherAsync(Subscribers, GatewayProtocol.WebSocketWithTimes, world.System.Gateway.Port, cancellationToken);
        await WriteAsync(
            async () =>
            {
                using var answer = await world.System.Api.Client.PostAsJsonAsync("/api/items", new { item = "A new item for the list", attributes = new { shop = "corner", litres = 2 } }, cancellationToken);
                answer.EnsureSuccessStatusCode();
            },
            length,
            cancellationToken);
        return Turn.OfLatency(crowd.TakeLatencies());
    }

    private static async Task<Turn> NotifyAsync(LogWorld world, TimeSpan length, CancellationToken cancellationToken)
    {
        var latencies = new List<double>();
        await using var listener = await world.Database.OpenConnectionAsync(cancellationToken);
        listener.Notification += (_, notice) => latencies.Add((TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds - (double.Parse(notice.Payload, CultureInfo.InvariantCulture) * 1e3));
        await using (var listen = new NpgsqlCommand("LISTEN rival", listener))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var listening = ListenAsync(listener, ended.Token);
        await WriteAsync(
            async () =>
            {
                await using var command = world.Database.CreateCommand(InsertAndNotify);
                await command.ExecuteNonQueryAsync(cancellationToken);
            },
            length,
            cancellationToken);
        await ended.CancelAsync();
        await listening;
        latencies.Sort();
        return Turn.OfLatency(latencies);
    }

    private static async Task ListenAsync(NpgsqlConnection listener, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await listener.WaitAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // It has heard enough.
        }
    }

    /// <summary>Writes at the rate, by some writers at most at the same time.</summary>
    private static async Task WriteAsync(Func<Task> write, TimeSpan length, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        var begun = 0L;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(WriterAsync, cancellationToken)));

        async Task WriterAsync()
        {
            while (TimeProvider.System.GetElapsedTime(start) < length)
            {
                var due = TimeSpan.FromSeconds((double)Interlocked.Increment(ref begun) / Rate) - TimeProvider.System.GetElapsedTime(start);
                if (due > TimeSpan.Zero)
                {
                    await Task.Delay(due, cancellationToken);
                }

                await write();
            }
        }
    }
}
