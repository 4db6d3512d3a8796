using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Items.Data.Epochs;

/// <summary>
/// Begins a new life of the log by hand, after a restore that cannot be seen from inside: old files put back in place, or tables restored within the same database. Safe while the
/// system runs: open streams end, and every reader starts again from a snapshot.
/// </summary>
public static class NewEpochStep
{
    /// <summary>Writes the old and the new position to standard output.</summary>
    /// <returns>The exit code of the process.</returns>
    /// <exception cref="NpgsqlException">Postgres does not answer, is a standby, or has no log.</exception>
    public static async Task<int> RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var command = services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT old_epoch, new_epoch, at_head FROM items_settle_log(anew => true)");
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var life = NewLife.From(row);
        await Console.Out.WriteLineAsync($"{life.Old} is now {life.New}");
        return 0;
    }
}
