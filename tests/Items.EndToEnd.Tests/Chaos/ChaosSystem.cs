using Items.Testing.Processes;
using Items.Testing.Servers;
using Items.Testing.Systems;
using Npgsql;

namespace Items.EndToEnd.Tests.Chaos;

/// <summary>Two Apis, two gateways and a site, on a Postgres and a RabbitMQ of their own, reached through wires that can be cut. Everything in it can be killed.</summary>
internal sealed class ChaosSystem : IAsyncDisposable
{
    private ChaosSystem(OwnServer postgres, OwnServer rabbit)
    {
        (Postgres, Rabbit) = (postgres, rabbit);
        var direct = new NpgsqlConnectionStringBuilder(postgres.Address);
        DatabaseWire = new SeverableWire(new UriBuilder("tcp", direct.Host!, direct.Port).Uri);
        BrokerWire = new SeverableWire(new Uri(rabbit.Address));
        Database = new NpgsqlConnectionStringBuilder(postgres.Address) { Port = DatabaseWire.Address.Port, Timeout = 3, CommandTimeout = 10 }.ConnectionString;
    }

    public OwnServer Postgres { get; }

    public OwnServer Rabbit { get; }

    public SeverableWire DatabaseWire { get; }

    public SeverableWire BrokerWire { get; }

    public ItemsSystem Items { get; private set; } = null!;

    /// <summary>Where writers write: each Api, and the front door.</summary>
    public IReadOnlyList<HostProcess> Writable => [.. Items.Apis, Items.Web];

    /// <summary>Where followers follow: each gateway, and the front door.</summary>
    public IReadOnlyList<HostProcess> Readable => [.. Items.Gateways, Items.Web];

    private string Database { get; }

    public static async Task<ChaosSystem> StartAsync()
    {
        var postgres = OwnServer.StartPostgresAsync();
        var rabbit = OwnServer.StartRabbitAsync();
        var system = new ChaosSystem(await postgres, await rabbit);
        try
        {
            await ItemsSystem.MigrateAsync(system.Postgres.Address);
            system.Items = await ItemsSystem.StartAsync(new()
            {
                Apis = 2,
                Gateways = 2,
                Webs = 1,
                Database = system.Database,
                Broker = system.BrokerWire.Address.AbsoluteUri,
            });
            await system.Rabbit.UntilAtRestAsync();
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Items is not null)
        {
            await Items.DisposeAsync();
        }

        await DatabaseWire.DisposeAsync();
        await BrokerWire.DisposeAsync();
        await Rabbit.DisposeAsync();
        await Postgres.DisposeAsync();
    }
}
