using Npgsql;
using NpgsqlTypes;

namespace Items.Data.Log;

/// <summary>Reads the log in order.</summary>
public sealed class LogReader(NpgsqlDataSource dataSource)
{
    /// <summary>A page ends early when its events exceed this many bytes, so that a thousand large items do not become one answer of tens of megabytes.</summary>
    public const int MaxPageBytes = 4 * 1024 * 1024;

    /// <summary>
    /// One statement, hence one snapshot of the database, in which the position and the events agree. That matters twice. A page never shows what its own head does not cover. And
    /// retention cannot make a hole: it commits the move of <c>oldest</c> before it deletes what lies before, so a snapshot that lacks an event also has the <c>oldest</c> beyond it,
    /// and the events from there on are all in it. Who asked for an earlier one can see by <c>oldest</c> that it is gone.
    /// </summary>
    private const string Page = $"{Begin} {End}";

    /// <summary>The same within a window and for certain attributes. Another text, so that neither form is planned for the other's parameters.</summary>
    private const string WindowPage = $"{Begin} AND seq <= $4 AND ($5::jsonb IS NULL OR attributes @> $5) {End}";

    /// <summary>
    /// The first row is the log's position. It comes before the events because their numbers begin with 1, and the two parts are merged, not sorted. The position is no column of the events' rows,
    /// because joined with a table that Postgres has yet to analyse, and takes for hundreds of rows, every page would be compiled (JIT) for longer than it runs.
    /// </summary>
    private const string Begin =
        """
        SELECT 0::bigint AS seq, epoch, head, oldest,
               NULL::text AS type, NULL::uuid AS item_id, NULL::text AS item, NULL::jsonb AS attributes, NULL::integer AS version,
               NULL::timestamptz AS created_at, NULL::timestamptz AS at, NULL::text AS traceparent
        FROM stream
        UNION ALL
        SELECT seq, NULL, NULL, NULL, type, item_id, item, attributes, version, created_at, at, traceparent
        FROM (
            SELECT *
            FROM events
            WHERE seq > greatest($1, (SELECT oldest FROM stream) - 1) AND ($3::text[] IS NULL OR type = ANY ($3))
        """;

    private const string End =
        """
            ORDER BY seq
            LIMIT $2
        ) page
        ORDER BY seq
        """;

    /// <summary>The log's position alone.</summary>
    public Task<LogPage> ReadPositionAsync(CancellationToken cancellationToken) => ReadAsync(0, 0, types: null, cancellationToken);

    /// <summary>At most <paramref name="limit"/> events after <paramref name="after"/>, or from the oldest that is kept when that is later; fewer when they are large.</summary>
    /// <param name="after">The last sequence number that the reader has. The events that follow it are complete when it is not below the page's <see cref="LogPage.Oldest"/> - 1.</param>
    /// <param name="limit">0 asks for the position only.</param>
    /// <param name="types">Only these; null for all.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="NpgsqlException">Postgres does not answer.</exception>
    public async Task<LogPage> ReadAsync(long after, int limit, string[]? types, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await ReadAsync(connection, after, limit, types, cancellationToken);
    }

    /// <inheritdoc cref="ReadAsync(long, int, string[], CancellationToken)"/>
    public static async Task<LogPage> ReadAsync(NpgsqlConnection connection, long after, int limit, string[]? types, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, Page, after, limit, types);
        return await ReadAsync(command, limit, MaxPageBytes, long.MaxValue, cancellationToken);
    }

    /// <summary>What a query asks for; <see cref="LogPage.Through"/> tells how far it got.</summary>
    /// <exception cref="NpgsqlException">Postgres does not answer.</exception>
    public async Task<LogPage> ReadAsync(LogQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var command = Command(connection, WindowPage, query.After, query.Limit, query.Types);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = query.Through });
        command.Parameters.Add(Nullable(query.Attributes, NpgsqlDbType.Jsonb));
        return await ReadAsync(command, query.Limit, query.MaxBytes, query.Through, cancellationToken);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, long after, int limit, string[]? types) => new(sql, connection)
    {
        Parameters =
        {
            new NpgsqlParameter<long> { TypedValue = after },
            new NpgsqlParameter<int> { TypedValue = limit },
            Nullable(types, NpgsqlDbType.Array | NpgsqlDbType.Text),
        },
    };

    private static NpgsqlParameter Nullable(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private static async Task<LogPage> ReadAsync(NpgsqlCommand command, int limit, int maxBytes, long through, CancellationToken cancellationToken)
    {
        await command.PrepareAsync(cancellationToken);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken) || row.IsDBNull(1))
        {
            throw new NpgsqlException("The table stream has lost its row.");
        }

        var (epoch, head, oldest) = (row.GetString(1), row.GetInt64(2), row.GetInt64(3));
        var (events, isCut) = await ReadEventsAsync(row, epoch, maxBytes, cancellationToken);
        return new LogPage(epoch, head, oldest, events) { Through = isCut || events.Count == limit && limit > 0 ? events[^1].Seq : Math.Min(head, through) };
    }

    private static async Task<(List<LogEvent> Events, bool IsCut)> ReadEventsAsync(NpgsqlDataReader row, string epoch, int maxBytes, CancellationToken cancellationToken)
    {
        using var json = new EventJson();
        var events = new List<LogEvent>();
        var bytes = 0;
        while (bytes < maxBytes && await row.ReadAsync(cancellationToken))
        {
            var fields = ReadFields(row);
            var wire = json.Write(epoch, fields);
            bytes += wire.Length;
            events.Add(new LogEvent(fields.Seq, fields.Type, fields.Traceparent, wire));
        }

        return (events, bytes >= maxBytes);
    }

    private static EventFields ReadFields(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(4),
        row.GetGuid(5),
        row.GetString(6),
        row.GetString(7),
        row.GetInt32(8),
        row.GetDateTime(9),
        row.GetDateTime(10),
        row.IsDBNull(11) ? null : row.GetString(11));
}
