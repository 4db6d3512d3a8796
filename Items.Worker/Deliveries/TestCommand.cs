using Items.Worker.Claims;
using Items.Worker.Requests;
using Npgsql;

namespace Items.Worker.Deliveries;

/// <summary>A test that this process has taken.</summary>
internal sealed record PendingTest(Guid Id, string MessageId, ClaimedWebhook Webhook);

/// <summary>Takes tests and completes them. A pending test's <c>next_attempt_at</c> is by the clock of Postgres: when it is anybody's again, if whoever took it has died.</summary>
internal sealed class TestCommand(NpgsqlDataSource dataSource)
{
    private const string Take =
        """
        UPDATE webhook_deliveries d
        SET next_attempt_at = clock_timestamp() + $1
        FROM webhooks w, (SELECT epoch FROM stream LIMIT 1) AS log
        WHERE w.id = d.webhook_id AND d.id IN (
            SELECT id FROM webhook_deliveries
            WHERE outcome = 'pending' AND (next_attempt_at IS NULL OR next_attempt_at < clock_timestamp())
            ORDER BY id
            LIMIT $2
            FOR UPDATE SKIP LOCKED
        )
        RETURNING d.id, d.message_id, log.epoch, w.id, w.url, w.batch_size, w.secret, w.previous_secret, w.previous_secret_until
        """;

    private const string Complete =
        """
        UPDATE webhook_deliveries
        SET outcome = $2, at = $3, duration = $4, status = $5, response = $6, error = $7, next_attempt_at = NULL
        WHERE id = $1 AND outcome = 'pending'
        """;

    /// <exception cref="NpgsqlException">Postgres does not answer.</exception>
    public async Task<IReadOnlyList<PendingTest>> TakeAsync(int most, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Take, connection)
        {
            Parameters = { new NpgsqlParameter<TimeSpan> { TypedValue = lease }, new NpgsqlParameter<int> { TypedValue = most } },
        };
        await command.PrepareAsync(cancellationToken);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var taken = new List<PendingTest>();
        while (await row.ReadAsync(cancellationToken))
        {
            taken.Add(new PendingTest(row.GetGuid(0), row.GetString(1), new ClaimedWebhook(new LeaseKey(row.GetGuid(3), default, 0), row.GetString(2))
            {
                Url = row.GetString(4),
                BatchSize = row.GetInt32(5),
                Secret = row.GetFieldValue<byte[]>(6),
                PreviousSecret = row.IsDBNull(7) ? null : row.GetFieldValue<byte[]>(7),
                PreviousSecretUntil = row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8),
            }));
        }

        return taken;
    }

    /// <exception cref="NpgsqlException">Postgres does not answer; the test will be made again.</exception>
    public async Task CompleteAsync(Guid id, RequestResult result, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Complete, connection);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(result.Outcome);
        command.Parameters.AddWithValue(result.At.UtcDateTime);
        command.Parameters.AddWithValue(result.Duration.TotalMilliseconds);
        command.Parameters.Add(Nullable((int?)result.Status, NpgsqlTypes.NpgsqlDbType.Integer));
        command.Parameters.Add(Nullable(result.Response, NpgsqlTypes.NpgsqlDbType.Text));
        command.Parameters.Add(Nullable(result.Error, NpgsqlTypes.NpgsqlDbType.Text));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter Nullable(object? value, NpgsqlTypes.NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
