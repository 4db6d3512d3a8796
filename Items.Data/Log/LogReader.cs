using Npgsql;
using NpgsqlTypes;

namespace Items.Data.Log;

/// <summary>Reads the log in order.</summary>
public sealed class LogReader(NpgsqlDataSource dataSource)
{
    /// <summary>A page ends early when its events exceed this many bytes, so that a thousand large items do not become one answer of tens of megabytes.</summary>
    public const int MaxPageBytes = 4 * 1024 * 1024;

    private const string Position = "SELECT epoch, head, oldest FROM stream";

    private const string Events =
        """
        SELECT seq, type, item_id, item, attributes, version, created_at, at, traceparent
        FROM events
        WHERE seq > $1 AND ($3::text[] IS NULL OR type = ANY ($3))
        ORDER BY seq
        LIMIT $2
        """;

    /// <summary>The log's position alone.</summary>
    public Task<LogPage> ReadPositionAsync(CancellationToken cancellationToken) => ReadAsync(0, 0, types: null, cancellationToken);

    /// <summary>At most <paramref name="limit"/> events after <paramref name="after"/>; fewer when they are large.</summary>
    /// <param name="after">The last sequence number that the reader has.</param>
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
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Position));
        if (limit > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Events)
            {
                Parameters =
                {
                    new NpgsqlParameter<long> { TypedValue = after },
                    new NpgsqlParameter<int> { TypedValue = limit },
                    new NpgsqlParameter { Value = types is null ? DBNull.Value : types, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                },
            });
        }

        await batch.PrepareAsync(cancellationToken);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (epoch, head, oldest) = (reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2));
        var hasEvents = await reader.NextResultAsync(cancellationToken);
        return new LogPage(epoch, head, oldest, hasEvents ? await ReadEventsAsync(reader, epoch, head, cancellationToken) : []);
    }

    private static async Task<List<LogEvent>> ReadEventsAsync(NpgsqlDataReader reader, string epoch, long head, CancellationToken cancellationToken)
    {
        using var json = new EventJson();
        var events = new List<LogEvent>();
        var bytes = 0;
        while (bytes < MaxPageBytes && await reader.ReadAsync(cancellationToken))
        {
            var fields = ReadFields(reader);
            // The events were read a moment after the head: a page never shows what its own position does not cover.
            if (fields.Seq > head)
            {
                break;
            }

            var wire = json.Write(epoch, fields);
            bytes += wire.Length;
            events.Add(new LogEvent(fields.Seq, fields.Type, fields.Traceparent, wire));
        }

        return events;
    }

    private static EventFields ReadFields(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(1),
        row.GetGuid(2),
        row.GetString(3),
        row.GetString(4),
        row.GetInt32(5),
        row.GetDateTime(6),
        row.GetDateTime(7),
        row.IsDBNull(8) ? null : row.GetString(8));
}
