using Npgsql;
using NpgsqlTypes;

namespace Items.Worker.Claims;

/// <summary>One look at what is due.</summary>
/// <param name="Claimed">What this process serves from now on.</param>
/// <param name="Head">The newest sequence number.</param>
/// <param name="Behind">How many have more to look at, or to deliver, for which there was no place.</param>
internal sealed record Look(IReadOnlyList<ClaimedWebhook> Claimed, long Head, long Behind);

/// <summary>Runs <see cref="ClaimSql.Claim"/>.</summary>
internal sealed class ClaimCommand(NpgsqlDataSource dataSource)
{
    /// <summary>Milliseconds of Postgres' time when none of them matches.</summary>
    private const long EventsLookedThrough = 100_000;

    /// <summary>The plan is costed for logs and filters that the planner knows nothing of: compiling it (JIT) would take longer than running it.</summary>
    private const string NotCompiled = "SELECT set_config('jit', 'off', true)";

    /// <exception cref="NpgsqlException">Postgres does not answer. What it may have claimed is free again when the lease has passed.</exception>
    public async Task<Look> RunAsync(int places, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var owner = Guid.CreateVersion7();
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(NotCompiled),
                new NpgsqlBatchCommand(ClaimSql.Claim)
                {
                    Parameters =
                    {
                        new NpgsqlParameter<Guid> { TypedValue = owner },
                        new NpgsqlParameter<TimeSpan> { TypedValue = lease },
                        new NpgsqlParameter<int> { TypedValue = places },
                        new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                        new NpgsqlParameter<long> { TypedValue = EventsLookedThrough },
                    },
                },
            },
        };
        await batch.PrepareAsync(cancellationToken);
        await using var row = await batch.ExecuteReaderAsync(cancellationToken);
        await row.NextResultAsync(cancellationToken);
        var claimed = new List<ClaimedWebhook>();
        var (head, behind) = (0L, 0L);
        while (await row.ReadAsync(cancellationToken))
        {
            (head, behind) = (row.GetInt64(1), row.GetInt64(2));
            if (!row.IsDBNull(3))
            {
                claimed.Add(Read(row, owner));
            }
        }

        return new Look(claimed, head, behind);
    }

    private static ClaimedWebhook Read(NpgsqlDataReader row, Guid owner) => new(new LeaseKey(row.GetGuid(3), owner, row.GetInt32(15)), row.GetString(0))
    {
        Url = row.GetString(4),
        Types = row.IsDBNull(5) ? null : row.GetFieldValue<string[]>(5),
        Attributes = row.IsDBNull(6) ? null : row.GetString(6),
        BatchSize = row.GetInt32(7),
        Secret = row.GetFieldValue<byte[]>(8),
        PreviousSecret = row.IsDBNull(9) ? null : row.GetFieldValue<byte[]>(9),
        PreviousSecretUntil = row.IsDBNull(10) ? null : row.GetFieldValue<DateTimeOffset>(10),
        Position = row.GetInt64(11),
        RetryThrough = row.IsDBNull(12) ? null : row.GetInt64(12),
        Failures = row.GetInt32(13),
        FailingSince = row.IsDBNull(14) ? null : row.GetFieldValue<DateTimeOffset>(14),
    };
}
