namespace Items.Data.Log;

/// <summary>
/// A round in which at least one change has an idempotency key. The keys are looked up where the lock is held: a key that is known answers with the stored outcome and its
/// change does nothing; every other change is judged as always, and its verdict is stored with its key in the same transaction. So there is an event exactly if there is a key that tells of it.
/// </summary>
internal static class KeyedAppendSql
{
    /// <summary>
    /// Parameters: those of <see cref="AppendSql.Round"/>, then arrays of keys and of fingerprints, null for a change without one, then the lifetime of keys. No key occurs twice in a
    /// commit. Answers one row per change, in order; behind the columns of the other form the item's id and whether this is a stored outcome.
    /// </summary>
    /// <remarks>
    /// Keys are looked up one by one, as items are. The plan is made for ten changes and serves a thousand, so as little as possible is joined by <c>ord</c>, and <c>is_known</c> is a column: of a
    /// condition like "is null" the planner thinks that it leaves one row.
    /// </remarks>
    public const string Round =
        $"""
        WITH {AppendSql.Log},
        asked AS MATERIALIZED (
            SELECT c.*, known, (known).key IS NOT NULL AS is_known, (known).fingerprint = c.fingerprint AS is_same
            FROM log
            CROSS JOIN unnest({AppendSql.Changes}, $9::text[], $10::bytea[])
                WITH ORDINALITY AS c ({AppendSql.ChangeColumns}, key, fingerprint, ord)
            LEFT JOIN LATERAL (
                SELECT k FROM idempotency_keys k WHERE k.key = c.key AND k.at > log.at - $11::interval LIMIT 1
            ) AS stored (known) ON true
        ),
        change AS (
            SELECT * FROM asked WHERE NOT is_known
        ),
        {AppendSql.Judgement},
        answer AS (
            SELECT j.ord::int, j.id AS item_id, {AppendSql.Outcome}
            FROM {AppendSql.Outcomes}
        ),
        remembered AS (
            INSERT INTO idempotency_keys
                (key, fingerprint, at, result, epoch, position, item_id, item, attributes, version, created_at, updated_at, seq)
            SELECT ($9::text[])[ord], ($10::bytea[])[ord], log.at, result, answer.epoch, position, item_id, item, attributes,
                   CASE WHEN result <= 2 THEN version END,
                   CASE WHEN result <= 2 THEN created_at END,
                   CASE WHEN result <= 2 THEN updated_at END,
                   CASE WHEN result <= 2 THEN seq END
            FROM log, answer
            WHERE ($9::text[])[ord] IS NOT NULL
            ON CONFLICT (key) DO UPDATE
            SET fingerprint = excluded.fingerprint, at = excluded.at, result = excluded.result, epoch = excluded.epoch,
                position = excluded.position, item_id = excluded.item_id, item = excluded.item, attributes = excluded.attributes,
                version = excluded.version, created_at = excluded.created_at, updated_at = excluded.updated_at, seq = excluded.seq
        )
        SELECT result, epoch, position, item, attributes, version, created_at, updated_at, seq, item_id, is_replay
        FROM (
            SELECT *, false AS is_replay FROM answer
            UNION ALL
            SELECT ord, (known).item_id,
                   CASE WHEN is_same THEN (known).result ELSE 8 END::smallint,
                   CASE WHEN is_same THEN (known).epoch ELSE log.epoch END,
                   CASE WHEN is_same THEN (known).position ELSE log.head END,
                   (known).item, (known).attributes, (known).version, (known).created_at, (known).updated_at, (known).seq, is_same
            FROM log, asked
            WHERE is_known
        ) AS outcome
        ORDER BY ord
        """;
}
