namespace Items.Data.Log;

/// <summary>
/// The append in SQL. Three kinds of statement go to Postgres in one message exchange and form one transaction: the lock, one set-based statement for each
/// round, the notification. A round holds at most one change per item, so that a set-based statement means the same as applying its changes one by one;
/// a second change of an item in the same commit goes into the next round and sees what the first one did. A round in which a change has an idempotency key
/// takes the form of <see cref="KeyedAppendSql"/>.
/// </summary>
internal static class AppendSql
{
    /// <summary>
    /// Everything after this sees what every earlier commit did: under READ COMMITTED each statement takes its snapshot when it starts, and the
    /// next ones start when the lock is held.
    /// </summary>
    public const string Lock = "SELECT 1 FROM stream FOR UPDATE";

    /// <summary>A hint to other processes that the log has grown, with its new head; it is sent at the commit.</summary>
    public const string Notify = $"SELECT pg_notify('{LogChannel.Name}', epoch || '-' || lpad(head::text, 20, '0')) FROM stream";

    /// <summary>
    /// Parameters: arrays of equal length: kind, id, item, attributes (jsonb), if_match, if_none_match, traceparent; then the largest size of attributes.
    /// Answers one row per change, in order.
    /// </summary>
    public const string Round =
        $"""
        WITH change AS (
            SELECT *
            FROM unnest({Changes})
                WITH ORDINALITY AS c ({ChangeColumns}, ord)
        ),
        {Log},
        {Judgement}
        SELECT {Outcome}
        FROM {Outcomes}
        ORDER BY j.ord
        """;

    public const string Changes = "$1::smallint[], $2::uuid[], $3::text[], $4::jsonb[], $5::text[], $6::text[], $7::text[]";

    public const string ChangeColumns = "kind, id, item, attributes, if_match, if_none_match, traceparent";

    /// <summary>
    /// Where the log stands; the same instant is the time of everything that the round does. The limit is for the planner, which takes a table that was never analysed for hundreds of rows, multiplies with
    /// them, and then compiles (JIT) for seconds what runs for milliseconds.
    /// </summary>
    public const string Log = "log AS MATERIALIZED (SELECT epoch, head, clock_timestamp() AS at FROM stream LIMIT 1)";

    /// <summary>
    /// From <c>change</c> and <c>log</c>: the verdict on each change, and what those that take effect do. Items are looked up one by one: planned as a join while the table is new and empty, each commit
    /// would read the whole table until Postgres has seen it grow.
    /// </summary>
    public const string Judgement =
        """
        wanted AS (
            SELECT c.ord, c.kind, c.id, c.traceparent, c.if_match, c.if_none_match,
                   i.id IS NOT NULL AS found, i.version, i.created_at, i.updated_at, i.created_seq, i.seq,
                   i.item AS old_item, i.attributes AS old_attributes,
                   CASE WHEN i.id IS NOT NULL AND (c.if_match IS NOT NULL OR c.if_none_match IS NOT NULL)
                        THEN (SELECT epoch FROM log) || '-' || lpad(i.seq::text, 20, '0') END AS tag,
                   coalesce(c.item, i.item) AS item,
                   CASE WHEN c.attributes IS NULL THEN i.attributes
                        WHEN c.kind = 3 THEN items_merge_patch(i.attributes, c.attributes)
                        ELSE c.attributes END AS attributes
            FROM change c LEFT JOIN LATERAL (SELECT * FROM items WHERE items.id = c.id LIMIT 1) i ON true
        ),
        judged AS (
            SELECT *,
                   CASE
                       WHEN kind = 1 AND found THEN 3
                       WHEN kind IN (3, 4) AND NOT found THEN 4
                       WHEN if_match IS NOT NULL
                            AND NOT (found AND (if_match = '*' OR tag = ANY (string_to_array(if_match, ',')))) THEN 5
                       WHEN if_none_match IS NOT NULL
                            AND found AND (if_none_match = '*' OR tag = ANY (string_to_array(if_none_match, ','))) THEN 5
                       WHEN kind <> 4 AND octet_length(attributes::text) > $8 THEN 6
                       WHEN NOT found THEN 1
                       WHEN kind <> 4 AND item = old_item AND attributes = old_attributes THEN 2
                       ELSE 0
                   END AS result
            FROM wanted
        ),
        taking AS (
            SELECT judged.*, log.at, log.head + row_number() OVER (ORDER BY ord) AS new_seq,
                   CASE WHEN kind = 4 THEN version WHEN found THEN version + 1 ELSE 1 END AS new_version
            FROM judged, log
            WHERE result IN (0, 1)
        ),
        inserted AS (
            INSERT INTO items (id, item, attributes, version, created_at, updated_at, created_seq, seq)
            SELECT id, item, attributes, new_version, at, at, new_seq, new_seq FROM taking WHERE NOT found
        ),
        updated AS (
            UPDATE items
            SET item = t.item, attributes = t.attributes, version = t.new_version, updated_at = t.at, seq = t.new_seq
            FROM taking t
            WHERE items.id = t.id AND t.found AND t.kind <> 4
        ),
        deleted AS (
            DELETE FROM items USING taking t WHERE items.id = t.id AND t.kind = 4
        ),
        logged AS (
            INSERT INTO events (seq, type, item_id, item, attributes, version, created_at, at, traceparent)
            SELECT new_seq,
                   CASE WHEN kind = 4 THEN 'item.deleted' WHEN found THEN 'item.updated' ELSE 'item.created' END,
                   id, item, attributes, new_version, coalesce(created_at, at), at, traceparent
            FROM taking
            ORDER BY ord
        ),
        moved AS (
            UPDATE stream SET head = head + (SELECT count(*) FROM taking) WHERE EXISTS (SELECT FROM taking)
        )
        """;

    /// <summary>The columns of an answer.</summary>
    public const string Outcome =
        """
        j.result::smallint, log.epoch, coalesce(t.new_seq, log.head) AS position,
               CASE WHEN j.result <= 2 THEN j.item END AS item,
               CASE WHEN j.result <= 2 THEN j.attributes END AS attributes,
               coalesce(t.new_version, j.version) AS version,
               coalesce(j.created_at, t.at) AS created_at,
               coalesce(t.at, j.updated_at) AS updated_at,
               coalesce(t.new_seq, j.seq) AS seq
        """;

    public const string Outcomes = "log, judged j LEFT JOIN taking t ON t.ord = j.ord";
}
