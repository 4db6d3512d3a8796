namespace Items.Data.Log;

/// <summary>A page of the log in SQL. Parameters: after, limit, types, bytes; of a window also its last sequence number and attributes.</summary>
internal static class LogPageSql
{
    /// <summary>
    /// One statement, hence one snapshot of the database, in which the position and the events agree. That matters twice. A page never shows what its own head does not cover. And
    /// retention cannot make a hole: it commits the move of <c>oldest</c> before it deletes what lies before, so a snapshot that lacks an event also has the <c>oldest</c> beyond it,
    /// and the events from there on are all in it. Who asked for an earlier one can see by <c>oldest</c> that it is gone.
    /// </summary>
    public const string Page = $"{Begin} {End}";

    /// <summary>The same within a window and for certain attributes. Another text, so that neither form is planned for the other's parameters.</summary>
    public const string WindowPage = $"{Begin} AND seq <= $5 AND ($6::jsonb IS NULL OR attributes @> $6) {End}";

    /// <summary>
    /// The first row is the log's position. It comes before the events because their numbers begin with 1, and the two parts are merged, not sorted. The position is no column of the events' rows,
    /// because joined with a table that Postgres has yet to analyse, and takes for hundreds of rows, every page would be compiled (JIT) for longer than it runs.
    /// <para><c>room</c> is how many rows are sent at most: about what the bytes have room for, by the size of eight events spread over the page, and a quarter more. Sent and thrown away, the rows of a page of
    /// 500 large events cost a hundred times what is kept of them. Null, hence no bound, where so few are asked for that they have room whatever their size. The size of an event is that of its text and
    /// attributes and some 400 bytes. The bound is a limit upon the other: as the only one, which the planner cannot know, it would be taken for a tenth of the log.</para>
    /// </summary>
    private const string Begin =
        """
        WITH room AS MATERIALIZED (
            SELECT 1 + ($4 * 1.25 / (400 + avg(octet_length(item) + octet_length(attributes::text))))::integer AS room
            FROM events
            WHERE $2::bigint * 37000 > $4 AND seq = ANY (ARRAY(
                SELECT least(greatest($1, oldest - 1), head) + 1 + i * $2 / 8 FROM stream, generate_series(0, 7) AS i
            ))
        )
        SELECT 0::bigint AS seq, epoch, head, oldest, (SELECT room FROM room) AS room,
               NULL::text AS type, NULL::uuid AS item_id, NULL::text AS item, NULL::jsonb AS attributes, NULL::integer AS version,
               NULL::timestamptz AS created_at, NULL::timestamptz AS at, NULL::text AS traceparent
        FROM stream
        UNION ALL
        SELECT seq, NULL, NULL, NULL, NULL, type, item_id, item, attributes, version, created_at, at, traceparent
        FROM (
            SELECT *
            FROM (
                SELECT *
                FROM events
                WHERE seq > greatest($1, (SELECT oldest FROM stream) - 1) AND ($3::text[] IS NULL OR type = ANY ($3))
        """;

    private const string End =
        """
                ORDER BY seq
                LIMIT $2
            ) wanted
            ORDER BY seq
            LIMIT (SELECT room FROM room)
        ) page
        ORDER BY seq
        """;
}
