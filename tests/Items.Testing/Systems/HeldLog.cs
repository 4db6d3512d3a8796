using Npgsql;

namespace Items.Testing.Systems;

/// <summary>Holds the lock that every commit of the log needs, so that a test can look at what waits, until it lets go or is disposed.</summary>
public sealed class HeldLog : IAsyncDisposable
{
    /// <summary>Commits; relays wait for their own, advisory lock.</summary>
    private const string Waiting = "FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event <> 'advisory'";

    private readonly NpgsqlConnection _session;

    private HeldLog(NpgsqlConnection session) => _session = session;

    /// <summary>Takes the lock in a session of its own.</summary>
    public static async Task<HeldLog> TakeAsync(string database)
    {
        var session = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await session.OpenAsync();
        var held = new HeldLog(session);
        // A fresh copy of a database begins its life at its first connection, which needs the lock as well.
        await held.RunAsync("SELECT items_settle_log()");
        await held.RunAsync("BEGIN; SELECT 1 FROM stream FOR UPDATE");
        return held;
    }

    /// <summary>Waits until so many commits wait for the lock.</summary>
    public Task UntilWaitedForAsync(int commits = 1) => Eventually.Async(async () =>
    {
        // Within a transaction Postgres would show the same picture again and again.
        await RunAsync("SELECT pg_stat_clear_snapshot()");
        await using var command = new NpgsqlCommand($"SELECT count(*) {Waiting}", _session);
        return (long)(await command.ExecuteScalarAsync())! == commits;
    });

    /// <summary>Ends the sessions of those who wait, as a fail-over would.</summary>
    public Task TerminateWaitingAsync() => RunAsync($"SELECT pg_terminate_backend(pid) {Waiting}");

    public Task LetGoAsync() => RunAsync("COMMIT");

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private async Task RunAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _session);
        await command.ExecuteNonQueryAsync();
    }
}
