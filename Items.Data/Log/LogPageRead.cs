using Npgsql;
using NpgsqlTypes;

namespace Items.Data.Log;

/// <summary>
/// Reads one page: by one statement as a rule, and by another when the first was allowed fewer rows than the page turns out to have room for. The page is the same either way, unless the log has lost what
/// would follow, or has begun another life, in between: then it ends with what it has.
/// </summary>
internal sealed class LogPageRead(NpgsqlConnection connection, LogQuery query) : IDisposable
{
    private readonly EventJson _json = new();
    private readonly List<LogEvent> _events = [];
    private int _bytes;

    private bool IsFull => _bytes >= query.MaxBytes || _events.Count >= query.Limit;

    public async Task<LogPage> RunAsync(CancellationToken cancellationToken)
    {
        var first = await ReadPartAsync(query.After, _ => true, cancellationToken);
        var last = first;
        while (!IsFull && last.HasMore)
        {
            var next = await ReadPartAsync(_events[^1].Seq, position => position.Epoch == first.Epoch && position.Oldest <= _events[^1].Seq + 1, cancellationToken);
            if (!next.IsRead)
            {
                break;
            }

            last = next;
        }

        return new LogPage(first.Epoch, last.Head, first.Oldest, _events) { Through = last.HasMore ? _events[^1].Seq : Math.Min(last.Head, query.Through) };
    }

    public void Dispose() => _json.Dispose();

    /// <summary>Adds what a statement brings, if the position that comes first allows it.</summary>
    private async Task<Part> ReadPartAsync(long after, Predicate<Part> isAllowed, CancellationToken cancellationToken)
    {
        await using var command = Command(after);
        await command.PrepareAsync(cancellationToken);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken) || row.IsDBNull(1))
        {
            throw new NpgsqlException("The table stream has lost its row.");
        }

        var part = new Part(row.GetString(1), row.GetInt64(2), row.GetInt64(3));
        if (!isAllowed(part))
        {
            return part;
        }

        var full = Math.Min(query.Limit - _events.Count, row.IsDBNull(4) ? int.MaxValue : row.GetInt32(4));
        var before = _events.Count;
        while (_bytes < query.MaxBytes && await row.ReadAsync(cancellationToken))
        {
            Add(part.Epoch, ReadFields(row));
        }

        return part with { IsRead = true, HasMore = full > 0 && (_bytes >= query.MaxBytes || _events.Count - before == full) };
    }

    private void Add(string epoch, in EventFields fields)
    {
        var wire = _json.Write(epoch, fields);
        _bytes += wire.Length;
        _events.Add(new LogEvent(fields.Seq, fields.Type, fields.Traceparent, wire));
    }

    private NpgsqlCommand Command(long after)
    {
        var isWindow = query.Through != long.MaxValue || query.Attributes is not null;
        var command = new NpgsqlCommand(isWindow ? LogPageSql.WindowPage : LogPageSql.Page, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<long> { TypedValue = after },
                new NpgsqlParameter<int> { TypedValue = query.Limit - _events.Count },
                Nullable(query.Types, NpgsqlDbType.Array | NpgsqlDbType.Text),
                new NpgsqlParameter<int> { TypedValue = query.MaxBytes - _bytes },
            },
        };
        if (isWindow)
        {
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = query.Through });
            command.Parameters.Add(Nullable(query.Attributes, NpgsqlDbType.Jsonb));
        }

        return command;
    }

    private static NpgsqlParameter Nullable(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private static EventFields ReadFields(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        row.GetString(5),
        row.GetGuid(6),
        row.GetString(7),
        row.GetString(8),
        row.GetInt32(9),
        row.GetDateTime(10),
        row.GetDateTime(11),
        row.IsDBNull(12) ? null : row.GetString(12));

    /// <summary>What a statement said.</summary>
    private readonly record struct Part(string Epoch, long Head, long Oldest)
    {
        public bool IsRead { get; init; }

        /// <summary>It ended because it was full, so that more may follow.</summary>
        public bool HasMore { get; init; }
    }
}
