using Items.Testing.Servers;
using Npgsql;

namespace Items.Testing.Systems;

/// <summary>A migrated database behind a wire that a test can cut.</summary>
public sealed class WiredDatabase : IAsyncDisposable
{
    /// <summary>How a server ends its part of the greeting (PostgreSQL's message formats): ReadyForQuery, idle.</summary>
    private static readonly byte[] ReadyForQuery = [(byte)'Z', 0, 0, 0, 5, (byte)'I'];

    private WiredDatabase(SeverableWire wire, string direct, string connectionString) => (Wire, Direct, ConnectionString) = (wire, direct, connectionString);

    public SeverableWire Wire { get; }

    /// <summary>Past the wire, for the test itself.</summary>
    public string Direct { get; }

    /// <summary>Through the wire.</summary>
    public string ConnectionString { get; }

    public static async Task<WiredDatabase> StartAsync()
    {
        var direct = new NpgsqlConnectionStringBuilder(await ItemsSystem.CreateMigratedDatabaseAsync());
        var wire = new SeverableWire(new UriBuilder("tcp", direct.Host!, direct.Port).Uri);
        var through = new NpgsqlConnectionStringBuilder(direct.ConnectionString) { Host = "127.0.0.1", Port = wire.Address.Port, Timeout = 3 };
        return new WiredDatabase(wire, direct.ConnectionString, through.ConnectionString);
    }

    /// <summary>From now on Postgres takes connections and greets, and says nothing more, until the wire is mended.</summary>
    public void FallSilent() => Wire.FallSilentAfter(ReadyForQuery);

    public ValueTask DisposeAsync() => Wire.DisposeAsync();
}
