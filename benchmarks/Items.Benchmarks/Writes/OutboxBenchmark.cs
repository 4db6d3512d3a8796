using Items.Benchmarks.Results;
using Items.Benchmarks.Store;

namespace Items.Benchmarks.Writes;

/// <summary>The same write beside the usual way to have both: an item row and an outbox row in a transaction of its own for each request.</summary>
internal sealed class OutboxBenchmark : Benchmark
{
    private const string Tables =
        """
        CREATE TABLE rival_items (id uuid PRIMARY KEY, item text NOT NULL, attributes jsonb NOT NULL);
        CREATE TABLE rival_outbox (id bigserial PRIMARY KEY, type text NOT NULL, body jsonb NOT NULL, at timestamptz NOT NULL DEFAULT now())
        """;

    private const string Transaction =
        """
        BEGIN;
        INSERT INTO rival_items VALUES (gen_random_uuid(), 'A new item for the list', '{"shop":"corner","litres":2}');
        INSERT INTO rival_outbox (type, body) VALUES ('item.created', '{"item":"A new item for the list","attributes":{"shop":"corner","litres":2}}');
        COMMIT;
        """;

    public override string Name => "outbox";

    public override string Summary => $"durable POST /api/items, {StoreWorld.Connections} connections, beside item row and outbox row in one transaction by pgbench over as many";

    public override double Target => 5;

    public override async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var world = await StoreWorld.StartAsync(Tables);
        await world.PostAsync(run.WarmUp, cancellationToken);
        await Comparison.RunAsync(this, run, "POST", () => world.PostAsync(run.Length, cancellationToken), "pgbench outbox", () => world.PgbenchAsync(Transaction, run.Length, cancellationToken));
    }
}
