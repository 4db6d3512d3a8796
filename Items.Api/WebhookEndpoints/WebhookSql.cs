using Items.Contracts.Webhooks;
using Items.Data.Webhooks;

namespace Items.Api.WebhookEndpoints;

/// <summary>What the statements about webhooks are made of.</summary>
internal static class WebhookSql
{
    /// <summary>
    /// What a client sees of a webhook <c>w</c>, together with <see cref="Lag"/>, in the order in which <see cref="WebhookRows"/> reads it. Of a cursor of another life of the log nothing is known but that everything
    /// that is kept lies after it.
    /// </summary>
    public const string Columns =
        """
        w.id, w.url, w.description, w.types, w.attributes, w.batch_size, w.state, w.state_reason, w.epoch, w.position,
        CASE WHEN w.epoch = log.epoch THEN greatest(log.head - w.position, 0) ELSE log.head - log.oldest + 1 END AS lag_events,
        coalesce(greatest(extract(epoch FROM clock_timestamp() - next.at), 0), 0)::float8 AS lag_seconds,
        w.failures, w.failing_since, w.next_attempt_at, w.previous_secret_until, w.generation, w.created_at, w.updated_at
        """;

    /// <summary>
    /// Joins the log's position and the first event after each cursor, which is one lookup in the primary key, as the log has no holes. The limits keep it one: without them the planner may take tables that were never analysed
    /// for large ones and read the whole log for a hash join.
    /// </summary>
    public const string Lag =
        """
        CROSS JOIN (SELECT epoch, head, oldest FROM stream LIMIT 1) log
        LEFT JOIN LATERAL (
            SELECT at FROM events WHERE seq = CASE WHEN w.epoch = log.epoch THEN greatest(w.position + 1, log.oldest) ELSE log.oldest END LIMIT 1
        ) next ON true
        """;

    /// <summary>
    /// What a client sees of a delivery <c>d</c>, in the order in which <see cref="DeliveryRows"/> reads it. While it is pending its <c>next_attempt_at</c> is between the Workers: it says for how long one of them has it.
    /// </summary>
    public const string DeliveryColumns =
        $"""
        d.id, d.kind, d.message_id, d.epoch, d.first, d.last, d.events, d.attempt, d.at, d.outcome, d.duration, d.status, d.response, d.error,
        CASE WHEN d.outcome <> '{WebhookOutcomes.Pending}' THEN d.next_attempt_at END
        """;

    /// <summary>Whether <c>If-Match</c> and <c>If-None-Match</c> allow a change of the webhook <c>w</c>.</summary>
    public const string ConditionHolds =
        """
        ((@if_match IS NULL OR '*' = ANY (@if_match) OR w.generation::text = ANY (@if_match))
         AND (@if_none_match IS NULL OR NOT ('*' = ANY (@if_none_match) OR w.generation::text = ANY (@if_none_match))))
        """;

    /// <summary>Tells the Workers, when the transaction commits.</summary>
    public const string Notify = $"SELECT pg_notify('{WebhookChannel.Name}', '')";
}
