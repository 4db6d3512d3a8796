using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Items.Data.Idempotency;

/// <summary>
/// Deletes expired keys, in batches that are transactions of their own.
/// <para>Concurrency: any number of processes; each batch passes over what another one has locked, so none waits for another, nor for a commit of the log. A commit that stores an expired key anew waits for
/// one batch at most.</para>
/// <para>Loss: only rows that the append takes for unknown already. When it fails, rows stay for longer.</para>
/// </summary>
public sealed partial class KeyUpkeep(NpgsqlDataSource dataSource, IOptions<IdempotencyKeysOptions> options, TimeProvider clock, ILogger<KeyUpkeep> logger) : BackgroundService
{
    private const int BatchSize = 1_000;

    // now() and not clock_timestamp(), with which the index could not be used.
    private const string DeleteBatch =
        """
        WITH expired AS MATERIALIZED (
            SELECT key FROM idempotency_keys WHERE at <= now() - $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED
        )
        DELETE FROM idempotency_keys k USING expired e WHERE k.key = e.key
        """;

    /// <summary>Deletes what has expired by now.</summary>
    /// <param name="cancellationToken">Ends it between or within batches.</param>
    /// <returns>How many keys there were.</returns>
    /// <exception cref="NpgsqlException">Postgres does not answer.</exception>
    public async Task<long> DeleteExpiredAsync(CancellationToken cancellationToken)
    {
        var total = 0L;
        while (true)
        {
            await using var command = dataSource.CreateCommand(DeleteBatch);
            command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = options.Value.Lifetime });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = BatchSize });
            var deleted = await command.ExecuteNonQueryAsync(cancellationToken);
            total += deleted;
            if (deleted < BatchSize)
            {
                return total;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.UpkeepInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await DeleteExpiredAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                UpkeepFailed(failure.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Expired idempotency keys could not be deleted, it is tried again later: {Reason}")]
    private partial void UpkeepFailed(string reason);
}
