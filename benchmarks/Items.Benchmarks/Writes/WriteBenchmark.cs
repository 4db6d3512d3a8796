using Items.Benchmarks.Results;
using Items.Benchmarks.Store;

namespace Items.Benchmarks.Writes;

/// <summary>A durable <c>POST /api/items</c>, which is an item row and an event row in one commit, beside what pgbench writes over as many connections.</summary>
internal sealed class WriteBenchmark(string name, string rival, double target, string script) : Benchmark
{
    private const string Tables =
        """
        CREATE TABLE rival_items (id uuid PRIMARY KEY, item text NOT NULL, attributes jsonb NOT NULL);
        CREATE TABLE rival_outbox (id bigserial PRIMARY KEY, type text NOT NULL, body jsonb NOT NULL, at timestamptz NOT NULL DEFAULT now())
        """;

    private const string Insert = """INSERT INTO rival_items VALUES (gen_random_uuid(), 'A new item for the list', '{"shop":"corner","litres":2}');""";

    /// <summary>The usual way to have both: a transaction of its own for each request.</summary>
    private const string Outbox =
        $$$"""
        BEGIN;
        {{{Insert}}}
        INSERT INTO rival_outbox (type, body) VALUES ('item.created', '{"item":"A new item for the list","attributes":{"shop":"corner","litres":2}}');
        COMMIT;
        """;

    public static Benchmark[] All { get; } =
    [
        new WriteBenchmark("insert", "one-row inserts", 1.5, Insert),
        new WriteBenchmark("outbox", "item row and outbox row in one transaction", 5, Outbox),
    ];

    public override string Name => name;

    public override string Summary => $"durable POST /api/items, {StoreWorld.Connections} connections, beside {rival} by pgbench over as many";

    public override double Target => target;

    public override async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var world = await StoreWorld.StartAsync(Tables);
        await world.PostAsync(run.WarmUp, cancellationToken);
        await Comparison.RunAsync(this, run, "POST", () => world.PostAsync(run.Length, cancellationToken), "pgbench", () => world.PgbenchAsync(script, run.Length, cancellationToken));
    }
}
