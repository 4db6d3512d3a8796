using Items.Benchmarks.Store;
using Items.Testing;
using Items.Testing.Servers;
using Items.Testing.Systems;
using Npgsql;

namespace Items.Benchmarks.Log;

/// <summary>A whole system on a Postgres and a RabbitMQ of its own, whose log can be made longer at a stroke.</summary>
internal sealed class LogWorld : IAsyncDisposable
{
    private LogWorld(OwnServer postgres, OwnServer broker, ItemsSystem system) => (Postgres, Broker, System, Database) = (postgres, broker, system, NpgsqlDataSource.Create(postgres.Address));

    public OwnServer Postgres { get; }

    public OwnServer Broker { get; }

    public ItemsSystem System { get; }

    public NpgsqlDataSource Database { get; }

    public static async Task<LogWorld> StartAsync(int gateways)
    {
        var postgres = await OwnServer.StartPostgresAsync();
        var broker = await OwnServer.StartRabbitAsync();
        await ItemsSystem.MigrateAsync(postgres.Address);
        return new LogWorld(postgres, broker, await ItemsSystem.StartAsync(new() { Gateways = gateways, Database = postgres.Address, Broker = broker.Address }));
    }

    /// <summary>Adds items, and twice as many events, in one commit for each hundred thousand.</summary>
    public Task AppendAsync(int items) => Stock.FillAsync(Postgres.Address, items);

    public Task<long> HeadAsync() => ReadAsync("SELECT head FROM stream");

    /// <summary>How far the broker has confirmed.</summary>
    public Task<long> PublishedAsync() => ReadAsync("SELECT published FROM relay");

    public async Task UntilPublishedAsync()
    {
        var head = await HeadAsync();
        await Eventually.Async(async () => await PublishedAsync() >= head, TimeSpan.FromMinutes(10));
    }

    public async ValueTask DisposeAsync()
    {
        await System.DisposeAsync();
        await Database.DisposeAsync();
        await Broker.DisposeAsync();
        await Postgres.DisposeAsync();
    }

    private async Task<long> ReadAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
