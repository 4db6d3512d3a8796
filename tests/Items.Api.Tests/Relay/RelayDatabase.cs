using Npgsql;

namespace Items.Api.Tests.Relay;

/// <summary>What happens to the relays' sessions behind their backs.</summary>
internal sealed class RelayDatabase(string connectionString) : IAsyncDisposable
{
    private const string Leaders = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = 1769235821 AND objid = 1919249505 AND granted AND database = "
        + "(SELECT oid FROM pg_database WHERE datname = current_database())";

    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString);

    /// <summary>Ends the leader's session, if there is one; what it was doing is rolled back.</summary>
    public Task<bool> EndLeadershipAsync() => ReadAsync<bool>($"SELECT count(pg_terminate_backend(pid)) > 0 FROM ({Leaders}) leader");

    /// <summary>Whether the leader waits to move the cursor: everything it published has been confirmed.</summary>
    public Task<bool> IsAdvancingAsync() =>
        ReadAsync<bool>($"SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid IN ({Leaders}) AND wait_event_type = 'Lock' AND query LIKE 'UPDATE relay%')");

    public Task<long> PublishedAsync() => ReadAsync<long>("SELECT published FROM relay");

    public Task ExecuteAsync(string sql) => ReadAsync<object>(sql);

    /// <summary>Holds the cursor's row until disposed.</summary>
    public async Task<IAsyncDisposable> HoldCursorAsync()
    {
        var connection = await _database.OpenConnectionAsync();
        await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("SELECT 1 FROM relay FOR UPDATE", connection);
        await hold.ExecuteNonQueryAsync();
        return connection;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task<T> ReadAsync<T>(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
