using Items.Benchmarks.Load;
using Items.Benchmarks.Results;
using Items.Testing.Servers;
using Items.Testing.Systems;

namespace Items.Benchmarks.Store;

/// <summary>One Postgres, as durable as in production, which serves one Api and pgbench's own tables.</summary>
internal sealed class StoreWorld : IAsyncDisposable
{
    public const int Connections = 64;

    private readonly OwnServer _postgres;
    private readonly ItemsSystem _system;

    private StoreWorld(OwnServer postgres, ItemsSystem system) => (_postgres, _system) = (postgres, system);

    private Dictionary<string, int> Roots => new(StringComparer.Ordinal) { ["api"] = _system.Api.ProcessId, ["postgres"] = _postgres.ProcessId };

    /// <param name="tables">SQL for what the other side needs.</param>
    /// <param name="items">How many items the log begins with; twice as many events.</param>
    public static async Task<StoreWorld> StartAsync(string? tables = null, int items = 0)
    {
        var postgres = await OwnServer.StartPostgresAsync();
        await ItemsSystem.MigrateAsync(postgres.Address);
        await Stock.FillAsync(postgres.Address, items);
        if (tables is not null)
        {
            await Stock.ExecuteAsync(postgres.Address, tables);
        }

        // Nobody relays: what it costs to write and read is asked, and the broker is another program's matter.
        var system = await ItemsSystem.StartAsync(new() { Gateways = 0, Database = postgres.Address, Broker = "amqp://127.0.0.1:1" });
        return new StoreWorld(postgres, system);
    }

    public Task<Turn> PostAsync(TimeSpan length, CancellationToken cancellationToken) => RequestAsync("/api/items", isPost: true, length, cancellationToken);

    public Task<Turn> GetAsync(string path, TimeSpan length, CancellationToken cancellationToken) => RequestAsync(path, isPost: false, length, cancellationToken);

    public Task<Turn> PgbenchAsync(string script, TimeSpan length, CancellationToken cancellationToken) =>
        ProcessorTime.MeasureAsync(new Dictionary<string, int>(StringComparer.Ordinal) { ["postgres"] = _postgres.ProcessId }, () => Pgbench.RunAsync(_postgres.Address, script, Connections, length, cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    private Task<Turn> RequestAsync(string path, bool isPost, TimeSpan length, CancellationToken cancellationToken) =>
        ProcessorTime.MeasureAsync(Roots, () => Wrk.RunAsync(new Uri(_system.Api.Address, path), isPost, Connections, length, cancellationToken));
}
