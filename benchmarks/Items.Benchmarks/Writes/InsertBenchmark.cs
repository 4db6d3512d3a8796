using Items.Benchmarks.Results;
using Items.Benchmarks.Store;

namespace Items.Benchmarks.Writes;

/// <summary>A durable <c>POST /api/items</c>, which is an item row and an event row, beside one-row inserts by pgbench.</summary>
internal sealed class InsertBenchmark : Benchmark
{
    private const string Table = "CREATE TABLE rival_items (id uuid PRIMARY KEY, item text NOT NULL, attributes jsonb NOT NULL)";

    private const string Insert = """INSERT INTO rival_items VALUES (gen_random_uuid(), 'A new item for the list', '{"shop":"corner","litres":2}');""";

    public override string Name => "insert";

    public override string Summary => $"durable POST /api/items, {StoreWorld.Connections} connections, beside one-row inserts by pgbench over as many";

    public override double Target => 1.5;

    public override async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var world = await StoreWorld.StartAsync(Table);
        await world.PostAsync(run.WarmUp, cancellationToken);
        await Comparison.RunAsync(this, run, "POST", () => world.PostAsync(run.Length, cancellationToken), "pgbench INSERT", () => world.PgbenchAsync(Insert, run.Length, cancellationToken));
    }
}
