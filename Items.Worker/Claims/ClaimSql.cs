namespace Items.Worker.Claims;

/// <summary>The Workers' share-out in SQL. A lease is by the clock of Postgres, when something is due by the clock of the process.</summary>
internal static class ClaimSql
{
    /// <summary>
    /// One look. Of the active webhooks that are due, behind the log and nobody's at the moment, those with an event to deliver among the next of the log are claimed, the longest unserved first; the cursors of
    /// the others move over what they did not ask for. When many are due, half of them are claimed and the other Workers are told, so that they share them. One statement is one snapshot, in which head, oldest and events agree; a webhook whose next event is no longer kept is left alone (<see cref="Gone"/>).
    /// <para>Parameters: owner, length of the lease, most claims, now, events looked through for all of them together; channel and payload for the other Workers.</para>
    /// <para>Answers a row for each claim, or one without; in each the log's life and head, and how many of those looked at are still behind and not claimed.</para>
    /// </summary>
    /// <remarks>The limits are for the planner (see <c>AppendSql.Log</c>). Locked rows are taken in their newest version, the log as it was when the statement began; hence nothing is concluded here from a cursor ahead of the head.</remarks>
    public const string Claim =
        """
        WITH log AS MATERIALIZED (SELECT epoch, head, oldest FROM stream LIMIT 1),
        due AS MATERIALIZED (
            SELECT w.id, w.position, w.types, w.attributes, w.leased_until
            FROM webhooks w, log
            WHERE w.state = 'active' AND w.epoch = log.epoch AND w.position < log.head AND w.position >= log.oldest - 1
                  AND (w.next_attempt_at IS NULL OR w.next_attempt_at <= $4)
                  AND (w.owner IS NULL OR w.leased_until < clock_timestamp())
            LIMIT 20000
            FOR UPDATE OF w SKIP LOCKED
        ),
        span AS MATERIALIZED (SELECT greatest(100, $5 / greatest(1, count(*))) AS events FROM due),
        looked AS MATERIALIZED (
            SELECT d.id, d.leased_until, least(d.position + span.events, log.head) AS through, found.seq
            FROM due d CROSS JOIN span CROSS JOIN log LEFT JOIN LATERAL (
                SELECT e.seq
                FROM events e
                WHERE e.seq > d.position AND e.seq <= least(d.position + span.events, log.head)
                      AND (d.types IS NULL OR e.type = ANY (d.types)) AND (d.attributes IS NULL OR e.attributes @> d.attributes)
                ORDER BY e.seq
                LIMIT 1
            ) found ON true
        ),
        chosen AS MATERIALIZED (
            SELECT id, seq, through, seq IS NOT NULL AND row_number() OVER (PARTITION BY seq IS NULL ORDER BY leased_until NULLS FIRST) <= least($3, greatest(8, (count(seq) OVER () + 1) / 2)) AS is_claimed
            FROM looked
        ),
        behind AS MATERIALIZED (SELECT count(*) AS count FROM chosen WHERE NOT is_claimed AND (seq IS NOT NULL OR through < (SELECT head FROM log))),
        moved AS (
            UPDATE webhooks w
            SET position = coalesce(c.seq - 1, c.through),
                owner = CASE WHEN c.is_claimed THEN $1 END,
                leased_until = CASE WHEN c.is_claimed THEN clock_timestamp() + $2 ELSE w.leased_until END
            FROM chosen c
            WHERE w.id = c.id
            RETURNING w.*, c.is_claimed
        )
        SELECT log.epoch, log.head, behind.count, told.told,
               m.id, m.url, m.types, m.attributes, m.batch_size, m.secret, m.previous_secret, m.previous_secret_until,
               m.position, m.retry_through, m.failures, m.failing_since, m.generation
        FROM log CROSS JOIN behind LEFT JOIN LATERAL (SELECT pg_notify($6, $7) AS told WHERE behind.count > 0) told ON true LEFT JOIN moved m ON m.is_claimed
        """;

    /// <summary>Says that this process is still there. Parameters: arrays of id, owner and generation; the length of the lease. Answers those that are still its own, as they were claimed.</summary>
    public const string Renew =
        """
        UPDATE webhooks w
        SET leased_until = clock_timestamp() + $4
        FROM unnest($1::uuid[], $2::uuid[], $3::integer[]) AS c (id, owner, generation)
        WHERE w.id = c.id AND w.owner = c.owner AND w.generation = c.generation
        RETURNING w.id, w.owner
        """;

    /// <summary>
    /// Suspends what cannot go on: its log has ended, or its next event is no longer kept. To be run in a transaction of REPEATABLE READ, where a webhook that is changed meanwhile fails the statement instead
    /// of being judged by the log as it was before.
    /// </summary>
    public const string Gone =
        """
        UPDATE webhooks w
        SET state = 'suspended', state_reason = 'position-gone', next_attempt_at = NULL, retry_through = NULL, owner = NULL
        FROM (SELECT epoch, head, oldest FROM stream LIMIT 1) AS log
        WHERE w.state = 'active' AND (w.epoch <> log.epoch OR w.position < log.oldest - 1 OR w.position > log.head)
        RETURNING w.id
        """;

    /// <summary>
    /// What became of deliveries. Parameters: arrays of id, owner, generation, position, retry_through, failures, failing_since, next_attempt_at, state, state_reason, and whether the lease is given back.
    /// Counts only for who still owns the webhook, as it was claimed; answers whose did.
    /// </summary>
    public const string Progress =
        """
        UPDATE webhooks w
        SET position = c.position, retry_through = c.retry_through, failures = c.failures, failing_since = c.failing_since, next_attempt_at = c.next_attempt_at,
            state = c.state, state_reason = c.state_reason,
            owner = CASE WHEN c.is_end THEN NULL ELSE w.owner END,
            leased_until = CASE WHEN c.is_end THEN clock_timestamp() ELSE w.leased_until END
        FROM unnest($1::uuid[], $2::uuid[], $3::integer[], $4::bigint[], $5::bigint[], $6::integer[], $7::timestamptz[], $8::timestamptz[], $9::text[], $10::text[], $11::boolean[])
            AS c (id, owner, generation, position, retry_through, failures, failing_since, next_attempt_at, state, state_reason, is_end)
        WHERE w.id = c.id AND w.owner = c.owner AND w.generation = c.generation
        RETURNING c.id, c.owner
        """;

    /// <summary>Gives leases back whatever was changed meanwhile. Parameters: arrays of id and owner.</summary>
    public const string Release =
        """
        UPDATE webhooks w
        SET owner = NULL, leased_until = clock_timestamp()
        FROM unnest($1::uuid[], $2::uuid[]) AS c (id, owner)
        WHERE w.id = c.id AND w.owner = c.owner
        """;
}
