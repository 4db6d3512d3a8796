using Items.Contracts.Webhooks;
using Items.Data.Model;
using Npgsql;
using NpgsqlTypes;

namespace Items.Worker.Deliveries;

/// <summary>Writes attempts and deletes what they push out, in one transaction.</summary>
internal sealed class AttemptCommand(NpgsqlDataSource dataSource)
{
    /// <summary>A webhook that was deleted meanwhile has none; its row is locked against being deleted before this is committed.</summary>
    private const string Insert =
        """
        INSERT INTO webhook_deliveries (id, webhook_id, kind, message_id, epoch, first, last, events, attempt, at, outcome, duration, status, response, error, next_attempt_at)
        SELECT a.id, w.id, a.kind, a.message_id, a.epoch, a.first, a.last, a.events, a.attempt, a.at, a.outcome, a.duration, a.status, a.response, a.error, a.next_attempt_at
        FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::integer[], $9::integer[], $10::timestamptz[], $11::text[], $12::double precision[],
                    $13::integer[], $14::text[], $15::text[], $16::timestamptz[])
            AS a (id, webhook_id, kind, message_id, epoch, first, last, events, attempt, at, outcome, duration, status, response, error, next_attempt_at)
        JOIN webhooks w ON w.id = a.webhook_id
        FOR KEY SHARE OF w
        """;

    private const string Trim =
        """
        DELETE FROM webhook_deliveries d
        USING (
            SELECT w.id, (SELECT k.id FROM webhook_deliveries k WHERE k.webhook_id = w.id ORDER BY k.id DESC OFFSET $2 - 1 LIMIT 1) AS oldest
            FROM unnest($1::uuid[]) AS w (id)
        ) AS kept
        WHERE d.webhook_id = kept.id AND d.id < kept.oldest AND d.outcome <> 'pending'
        """;

    public async Task ExecuteAsync(IReadOnlyList<WebhookDeliveryRow> attempts, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                InsertOf(attempts),
                new NpgsqlBatchCommand(Trim)
                {
                    Parameters =
                    {
                        new NpgsqlParameter<Guid[]> { TypedValue = [.. attempts.Select(attempt => attempt.WebhookId).Distinct()] },
                        new NpgsqlParameter<int> { TypedValue = WebhookLimits.KeptDeliveries },
                    },
                },
            },
        };
        await batch.PrepareAsync(cancellationToken);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand InsertOf(IReadOnlyList<WebhookDeliveryRow> attempts)
    {
        var command = new NpgsqlBatchCommand(Insert);
        void Add<T>(Func<WebhookDeliveryRow, T> value, NpgsqlDbType type) =>
            command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. attempts.Select(value)], NpgsqlDbType = NpgsqlDbType.Array | type });
        Add(attempt => attempt.Id, NpgsqlDbType.Uuid);
        Add(attempt => attempt.WebhookId, NpgsqlDbType.Uuid);
        Add(attempt => attempt.Kind, NpgsqlDbType.Text);
        Add(attempt => attempt.MessageId, NpgsqlDbType.Text);
        Add(attempt => attempt.Epoch, NpgsqlDbType.Text);
        Add(attempt => attempt.First, NpgsqlDbType.Bigint);
        Add(attempt => attempt.Last, NpgsqlDbType.Bigint);
        Add(attempt => attempt.Events, NpgsqlDbType.Integer);
        Add(attempt => attempt.Attempt, NpgsqlDbType.Integer);
        Add(attempt => attempt.At.UtcDateTime, NpgsqlDbType.TimestampTz);
        Add(attempt => attempt.Outcome, NpgsqlDbType.Text);
        Add(attempt => attempt.Duration, NpgsqlDbType.Double);
        Add(attempt => attempt.Status, NpgsqlDbType.Integer);
        Add(attempt => attempt.Response, NpgsqlDbType.Text);
        Add(attempt => attempt.Error, NpgsqlDbType.Text);
        Add(attempt => attempt.NextAttemptAt?.UtcDateTime, NpgsqlDbType.TimestampTz);
        return command;
    }
}
