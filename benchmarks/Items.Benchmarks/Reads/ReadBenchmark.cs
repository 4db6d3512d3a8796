using Items.Benchmarks.Results;
using Items.Benchmarks.Store;

namespace Items.Benchmarks.Reads;

/// <summary>Reads through the Api beside pgbench with the statement that the Api runs for them.</summary>
internal sealed class ReadBenchmark(string name, string path, string statement) : Benchmark
{
    private const string Id = "00000000-0000-0000-0000-000000000001";
    private const string Position = "SELECT 0::bigint AS created_seq, epoch, head, NULL::uuid, NULL, NULL::jsonb, NULL::integer, NULL::timestamptz, NULL::timestamptz, NULL::bigint FROM stream";
    private const string Items = "SELECT created_seq, NULL, NULL, id, item, attributes, version, created_at, updated_at, seq FROM items";

    public static Benchmark[] All { get; } =
    [
        new ReadBenchmark("read-item", $"/api/items/{Id}", $"{Position} UNION ALL {Items} WHERE id = '{Id}' ORDER BY created_seq;"),
        new ReadBenchmark(
            "read-page", "/api/items?limit=100", $"{Position} UNION ALL ({Items} ORDER BY created_seq LIMIT 101) ORDER BY created_seq;"),
    ];

    public override string Name => name;

    public override string Summary => $"GET {path}, {StoreWorld.Connections} connections, beside pgbench with the same SELECT over as many";

    public override double Target => 0.6;

    public override async Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        await using var world = await StoreWorld.StartAsync(items: 100_000);
        await world.GetAsync(path, run.WarmUp, cancellationToken);
        await Comparison.RunAsync(this, run, "GET", () => world.GetAsync(path, run.Length, cancellationToken), "pgbench SELECT", () => world.PgbenchAsync(statement, run.Length, cancellationToken));
    }
}
