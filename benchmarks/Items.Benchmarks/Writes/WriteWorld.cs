using Items.Benchmarks.Load;
using Items.Testing.Servers;
using Items.Testing.Systems;
using Npgsql;

namespace Items.Benchmarks.Writes;

/// <summary>One Postgres, as durable as in production, which serves one Api and pgbench's own tables.</summary>
internal sealed class WriteWorld : IAsyncDisposable
{
    public const int Connections = 64;

    private readonly OwnServer _postgres;
    private readonly ItemsSystem _system;

    private WriteWorld(OwnServer postgres, ItemsSystem system) => (_postgres, _system) = (postgres, system);

    private Dictionary<string, int> Roots => new(StringComparer.Ordinal) { ["api"] = _system.Api.ProcessId, ["postgres"] = _postgres.ProcessId };

    public static async Task<WriteWorld> StartAsync(string tables)
    {
        var postgres = await OwnServer.StartPostgresAsync();
        await ItemsSystem.MigrateAsync(postgres.Address);
        await using (var connection = new NpgsqlConnection(postgres.Address))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(tables, connection);
            await command.ExecuteNonQueryAsync();
        }

        // Nobody relays: what a write costs is asked, and the broker is another program's matter.
        var system = await ItemsSystem.StartAsync(new() { Gateways = 0, Database = postgres.Address, Broker = "amqp://127.0.0.1:1" });
        return new WriteWorld(postgres, system);
    }

    public Task<Turn> PostAsync(TimeSpan length, CancellationToken cancellationToken) =>
        ProcessorTime.MeasureAsync(Roots, () => Wrk.RunAsync(new Uri(_system.Api.Address, "/api/items"), "Load/post.lua", Connections, length, cancellationToken));

    public Task<Turn> PgbenchAsync(string script, TimeSpan length, CancellationToken cancellationToken) =>
        ProcessorTime.MeasureAsync(new Dictionary<string, int>(StringComparer.Ordinal) { ["postgres"] = _postgres.ProcessId }, () => Pgbench.RunAsync(_postgres.Address, script, Connections, length, cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        await _postgres.DisposeAsync();
    }
}
