using Items.Data.Model;
using Npgsql;
using NpgsqlTypes;

namespace Items.Data.Lists;

/// <summary>
/// Reads items together with the log's position. One statement, hence one snapshot: the position covers exactly what is shown.
/// <para>Statements whose best plan depends on what is searched for are planned each time; the others are prepared once for each connection.</para>
/// </summary>
public sealed class ItemReader
{
    private const string Some = $"{Position} UNION ALL {Items} WHERE id = ANY ($1) ORDER BY created_seq";

    /// <summary>The first row; in the order of creation it comes before the items, whose numbers begin with 1. See <see cref="Log.LogReader"/> for why it is a row of its own.</summary>
    private const string Position =
        """
        SELECT 0::bigint AS created_seq, epoch, head, NULL::uuid AS id, NULL::text AS item, NULL::jsonb AS attributes, NULL::integer AS version,
               NULL::timestamptz AS created_at, NULL::timestamptz AS updated_at, NULL::bigint AS seq
        FROM stream
        """;

    private const string Items = "SELECT created_seq, NULL, NULL, id, item, attributes, version, created_at, updated_at, seq FROM items";

    private readonly ReadConnections _connections;
    private readonly SharedReads<ItemQuery, ItemPage> _lists;

    /// <param name="connections">To read over.</param>
    public ItemReader(ReadConnections connections)
    {
        _connections = connections;
        _lists = new(query => ReadAsync(() => Command(query), isPrepared: query is { Search: null, Attributes: null }, CancellationToken.None));
    }

    /// <summary>Those of these items that there are.</summary>
    /// <exception cref="NpgsqlException">Postgres does not answer.</exception>
    public Task<ItemPage> GetAsync(Guid[] ids, CancellationToken cancellationToken) =>
        ReadAsync(() => new NpgsqlCommand(Some) { Parameters = { new NpgsqlParameter<Guid[]> { TypedValue = ids } } }, isPrepared: true, cancellationToken);

    /// <summary>Items in the order of their creation. Those who ask for the same at the same time may share one answer.</summary>
    /// <exception cref="NpgsqlException">Postgres does not answer, or cannot read a filter.</exception>
    public Task<ItemPage> ListAsync(ItemQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _lists.ReadAsync(query, cancellationToken);
    }

    private Task<ItemPage> ReadAsync(Func<NpgsqlCommand> makeCommand, bool isPrepared, CancellationToken cancellationToken) => _connections.ReadAsync(
        async connection =>
        {
            await using var command = makeCommand();
            command.Connection = connection;
            if (isPrepared)
            {
                await command.PrepareAsync(cancellationToken);
            }

            return await ReadAsync(command, cancellationToken);
        },
        cancellationToken);

    private static NpgsqlCommand Command(ItemQuery query)
    {
        var command = new NpgsqlCommand { Parameters = { new NpgsqlParameter<int> { TypedValue = query.Limit } } };
        var conditions = new List<string>();
        if (query.Search is { } search)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = search });
            conditions.Add($"item ILIKE ${command.Parameters.Count} ESCAPE '\\'");
        }

        if (query.Attributes is { } attributes)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = attributes, NpgsqlDbType = NpgsqlDbType.Jsonb });
            conditions.Add($"attributes @> ${command.Parameters.Count}");
        }

        if (query.After is { } after)
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
            conditions.Add($"created_seq {(query.IsNewestFirst ? "<" : ">")} ${command.Parameters.Count}");
        }

        var where = conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}";
        var (position, order) = query.IsNewestFirst ? (Position.Replace("0::bigint", "9223372036854775807", StringComparison.Ordinal), "created_seq DESC") : (Position, "created_seq");
        command.CommandText = $"{position} UNION ALL ({Items}{where} ORDER BY {order} LIMIT $1) ORDER BY {order}";
        return command;
    }

    private static async Task<ItemPage> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken) || row.IsDBNull(1))
        {
            throw new NpgsqlException("The table stream has lost its row.");
        }

        var (epoch, head, items) = (row.GetString(1), row.GetInt64(2), new List<Item>());
        while (await row.ReadAsync(cancellationToken))
        {
            items.Add(ReadItem(row));
        }

        return new ItemPage(epoch, head, items);
    }

    private static Item ReadItem(NpgsqlDataReader row) => new()
    {
        CreatedSeq = row.GetInt64(0),
        Id = row.GetGuid(3),
        Text = row.GetString(4),
        Attributes = row.GetString(5),
        Version = row.GetInt32(6),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(7),
        UpdatedAt = row.GetFieldValue<DateTimeOffset>(8),
        Seq = row.GetInt64(9),
    };
}
