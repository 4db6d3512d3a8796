using Items.Benchmarks.Results;
using Items.Benchmarks.Store;

namespace Items.Benchmarks.Reads;

/// <summary>Reads through the Api beside pgbench with the statement that the Api runs for them.</summary>
internal sealed class ReadBenchmark(string name, string path, string statement) : Benchmark
{
    private const string Id = "00000000-0000-0000-0000-000000000001";
    private const string Columns = "i.id, i.attributes, i.created_at, i.created_seq, i.seq, i.item, i.updated_at, i.version";

    public static Benchmark[] All { get; } =
    [
        new ReadBenchmark("read-item", $"/api/items/{Id}", $"SELECT log.epoch, log.head, {Columns} FROM stream log LEFT JOIN items i ON i.id = '{Id}';"),
        new ReadBenchmark(
            "read-page", "/api/items?limit=100", $"SELECT log.epoch, log.head, {Columns} FROM stream log LEFT JOIN LATERAL (SELECT * FROM items ORDER BY created_seq LIMIT 101) i ON true;"),
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
