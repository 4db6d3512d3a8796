using Items.Data.Model;
using Npgsql;
using NpgsqlTypes;

namespace Items.Data.Lists;

/// <summary>
/// Reads items together with the log's position. One statement, hence one snapshot: the position covers exactly what is shown.
/// <para>Statements whose best plan depends on what is searched for are planned each time; the others are prepared once for each connection.</para>
/// </summary>
public sealed class ItemReader(ReadConnections connections)
{
    private const string Columns = "id, item, attributes, version, created_at, updated_at, created_seq, seq";
    private const string Begin = $"SELECT s.epoch, s.head, i.* FROM stream s LEFT JOIN LATERAL (SELECT {Columns} FROM items";
    private const string One = $"{Begin} WHERE id = $1) i ON true";

    /// <summary>One item, or none.</summary>
    /// <exception cref="NpgsqlException">Postgres does not answer.</exception>
    public Task<ItemPage> GetAsync(Guid id, CancellationToken cancellationToken) =>
        ReadAsync(() => new NpgsqlCommand(One) { Parameters = { new NpgsqlParameter<Guid> { TypedValue = id } } }, isPrepared: true, cancellationToken);

    /// <summary>Items in the order of their creation.</summary>
    /// <exception cref="NpgsqlException">Postgres does not answer, or cannot read a filter.</exception>
    public Task<ItemPage> ListAsync(ItemQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        return ReadAsync(() => Command(query), isPrepared: query is { Search: null, Attributes: null }, cancellationToken);
    }

    private Task<ItemPage> ReadAsync(Func<NpgsqlCommand> makeCommand, bool isPrepared, CancellationToken cancellationToken) => connections.ReadAsync(
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

        var (where, direction) = (conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}", query.IsNewestFirst ? " DESC" : "");
        command.CommandText = $"{Begin}{where} ORDER BY created_seq{direction} LIMIT $1) i ON true ORDER BY i.created_seq{direction}";
        return command;
    }

    private static async Task<ItemPage> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
        {
            throw new NpgsqlException("The table stream has lost its row.");
        }

        var (epoch, head, items) = (row.GetString(0), row.GetInt64(1), new List<Item>());
        if (!row.IsDBNull(2))
        {
            do
            {
                items.Add(ReadItem(row));
            }
            while (await row.ReadAsync(cancellationToken));
        }

        return new ItemPage(epoch, head, items);
    }

    private static Item ReadItem(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(2),
        Text = row.GetString(3),
        Attributes = row.GetString(4),
        Version = row.GetInt32(5),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(6),
        UpdatedAt = row.GetFieldValue<DateTimeOffset>(7),
        CreatedSeq = row.GetInt64(8),
        Seq = row.GetInt64(9),
    };
}
