using Items.Data.Webhooks;
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
                        new NpgsqlParameter<string> { TypedValue = WebhookChannel.Name },
                        new NpgsqlParameter<string> { TypedValue = WebhookChannel.Behind },
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
            if (!row.IsDBNull(4))
            {
                claimed.Add(Read(row, owner));
            }
        }

        return new Look(claimed, head, behind);
    }

    private static ClaimedWebhook Read(NpgsqlDataReader row, Guid owner) => new(new LeaseKey(row.GetGuid(4), owner, row.GetInt32(16)), row.GetString(0))
    {
        Url = row.GetString(5),
        Types = row.IsDBNull(6) ? null : row.GetFieldValue<string[]>(6),
        Attributes = row.IsDBNull(7) ? null : row.GetString(7),
        BatchSize = row.GetInt32(8),
        Secret = row.GetFieldValue<byte[]>(9),
        PreviousSecret = row.IsDBNull(10) ? null : row.GetFieldValue<byte[]>(10),
        PreviousSecretUntil = row.IsDBNull(11) ? null : row.GetFieldValue<DateTimeOffset>(11),
        Position = row.GetInt64(12),
        RetryThrough = row.IsDBNull(13) ? null : row.GetInt64(13),
        Failures = row.GetInt32(14),
        FailingSince = row.IsDBNull(15) ? null : row.GetFieldValue<DateTimeOffset>(15),
    };
}
