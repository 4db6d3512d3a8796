using Microsoft.Extensions.Logging;
using Npgsql;

namespace Items.Data.Epochs;

/// <summary>
/// Has Postgres look, on every new connection before its first use, whether the log is still at home. A connection cannot move to another server, timeline or database, so what it
/// appends is numbered in the right life, whichever process comes first after a fail-over or a restore. Where there is no log yet, and on a standby, no connection is had.
/// </summary>
internal sealed partial class LogSettler(ILogger<LogSettler> logger)
{
    private const string Look = "SELECT old_epoch, new_epoch, at_head FROM items_settle_log()";

    public void Settle(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(Look, connection);
        using var row = command.ExecuteReader();
        if (row.Read())
        {
            Tell(NewLife.From(row));
        }
    }

    public async Task SettleAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Look, connection);
        await using var row = await command.ExecuteReaderAsync();
        if (await row.ReadAsync())
        {
            Tell(NewLife.From(row));
        }
    }

    private void Tell(NewLife life) => LogNewLife(life.Old.ToString(), life.New.ToString());

    [LoggerMessage(LogLevel.Warning,
        "The log was numbered by another server, timeline or database, and begins a new life: {Old} is now {New}. Cursors of the old life are gone; their readers start again from a snapshot")]
    private partial void LogNewLife(string old, string @new);
}
