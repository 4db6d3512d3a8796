namespace Items.Data.Snapshots;

internal static class SnapshotSql
{
    /// <summary>
    /// One statement, hence one snapshot of the database: the log's head, what changed after the place, and the items that follow it, as they are at that head.
    /// Parameters: position, bound (both null on the first page), listed, the last change that is looked at, limit, ids, attributes. Answers at least one row; first
    /// the changed items (<c>is_listed</c> false) in the order of their first change after the position, then the listed ones in that of their creation.
    /// One row more than the limit says that more follow. Items are listed only when nothing that changed is left out.
    /// </summary>
    public const string Page =
        """
        WITH log AS MATERIALIZED (
            SELECT epoch, head, oldest, now() AS at FROM stream LIMIT 1
        ),
        changed AS MATERIALIZED (
            SELECT item_id, min(seq) AS first
            FROM events
            WHERE seq > $1::bigint AND seq <= $4 AND ($6::uuid[] IS NULL OR item_id = ANY ($6))
            GROUP BY item_id
            ORDER BY first
            LIMIT $5 + 1
        ),
        listed AS (
            SELECT *
            FROM items
            WHERE created_seq > $3 AND created_seq <= coalesce($2::bigint, (SELECT head FROM log))
              AND (SELECT head <= $4 FROM log) AND (SELECT count(*) <= $5 FROM changed)
              AND ($6::uuid[] IS NULL OR id = ANY ($6)) AND ($7::jsonb IS NULL OR attributes @> $7)
            ORDER BY created_seq
            LIMIT $5 + 1
        )
        SELECT log.epoch, log.head, log.oldest, log.at,
               page.is_listed, page.place, page.id, page.seq, page.item, page.attributes, page.version, page.created_at, page.updated_at
        FROM log LEFT JOIN (
            SELECT false AS is_listed, c.first AS place, c.item_id AS id, i.seq, i.item, i.attributes, i.version, i.created_at, i.updated_at
            FROM changed c LEFT JOIN items i ON i.id = c.item_id AND ($7::jsonb IS NULL OR i.attributes @> $7)
            UNION ALL
            SELECT true, created_seq, id, seq, item, attributes, version, created_at, updated_at
            FROM listed
        ) page ON true
        ORDER BY page.is_listed, page.place
        """;
}
