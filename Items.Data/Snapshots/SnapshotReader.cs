using Items.Contracts;
using Items.Data.Log;
using Npgsql;
using NpgsqlTypes;

namespace Items.Data.Snapshots;

/// <summary>
/// Reads all items, page by page, while others change them. This is the watermark method of DBLog and of incremental snapshots in change data capture, made
/// simpler by the log: the watermark is a number that the log has already.
/// </summary>
/// <remarks>
/// <para>
/// Why it is exact. After every page this holds: for each item that has not changed after the page's <see cref="SnapshotPlace.Position"/>, the reader has its
/// current state, or nothing if it is gone, or is yet to list it. A page first <em>catches up</em>: it shows each item that changed after the position as it is now, so
/// that the position may move past those changes. When it has reached the head, it <em>lists</em> further items, as they are at that same head. What it shows is always
/// newer than what it showed before, so showing an item twice, or a page twice, does no harm. An item that changes before it is listed is merely shown early;
/// one that changes after it was listed is caught up with; one created since the first page changed by being created. At the end nothing is
/// left to list and the position is the head: then no item has changed after it, and the reader has the table as it is at that head.
/// </para>
/// <para>
/// Why it ends. A page that is not the last moves its position, or lists at least one more of the items that were there at the start. The only way not to end is
/// writers who change more different items between two pages than a page shows; a reader that slow could not follow the log either.
/// </para>
/// <para>Loss: changes that the log no longer keeps cannot be caught up with, so such a place is refused and the reader starts again.</para>
/// </remarks>
public sealed class SnapshotReader(NpgsqlDataSource dataSource)
{
    /// <summary>A page looks at this many changes at most, so that a reader who was away for long does not cause a long query. The rest comes with the next page.</summary>
    public const int MaxChanges = 10_000;

    /// <summary>At most <paramref name="limit"/> items; fewer when they are large (<see cref="LogReader.MaxPageBytes"/>) or much has changed.</summary>
    /// <param name="place">Where the page before said that this one starts; null for the first.</param>
    /// <param name="filter">The same on every page.</param>
    /// <param name="limit">1 or more.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>The page; null when the place is of another life of the log, or older than what the log keeps.</returns>
    /// <exception cref="NpgsqlException">Postgres does not answer.</exception>
    public async Task<SnapshotPage?> ReadAsync(SnapshotPlace? place, SnapshotFilter filter, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var lastChange = place is { } from && from.Position < long.MaxValue - MaxChanges ? from.Position + MaxChanges : long.MaxValue;
        // Not prepared: the plan depends on which filters there are.
        await using var command = dataSource.CreateCommand(SnapshotSql.Page);
        command.Parameters.Add(Number(place?.Position));
        command.Parameters.Add(Number(place?.Bound));
        command.Parameters.Add(Number(place?.Listed ?? 0));
        command.Parameters.Add(Number(lastChange));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        command.Parameters.Add(Optional(filter.Ids, NpgsqlDbType.Array | NpgsqlDbType.Uuid));
        command.Parameters.Add(Optional(filter.Attributes, NpgsqlDbType.Jsonb));
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        await rows.ReadAsync(cancellationToken);

        var (epoch, head, oldest) = (rows.GetString(0), rows.GetInt64(1), rows.GetInt64(2));
        var start = place ?? new SnapshotPlace(epoch, head, Listed: 0, Bound: head);
        if (!start.IsServed(epoch, head, oldest))
        {
            return null;
        }

        var events = new List<ReadOnlyMemory<byte>>();
        if (await ReadRowsAsync(rows, start, limit, events, cancellationToken) is { } cut)
        {
            return new SnapshotPage(epoch, head, events, cut);
        }

        return new SnapshotPage(epoch, head, events, lastChange < head ? start with { Position = lastChange } : null);
    }

    /// <summary>Writes rows until the page is full. Returns where it was cut, or null when there were no more rows.</summary>
    private static async Task<SnapshotPlace?> ReadRowsAsync(
        NpgsqlDataReader rows, SnapshotPlace start, int limit, List<ReadOnlyMemory<byte>> events, CancellationToken cancellationToken)
    {
        using var json = new EventJson();
        var head = rows.GetInt64(1);
        var listed = start.Listed;
        var bytes = 0;
        var hasRow = !rows.IsDBNull(4);
        for (; hasRow; hasRow = await rows.ReadAsync(cancellationToken))
        {
            var (isListed, rank) = (rows.GetBoolean(4), rows.GetInt64(5));
            if (events.Count == limit || bytes >= LogReader.MaxPageBytes)
            {
                return isListed ? start with { Position = head, Listed = listed } : start with { Position = rank - 1 };
            }

            events.Add(Write(rows, json, start.Epoch, head));
            bytes += events[^1].Length;
            listed = isListed ? rank : listed;
        }

        return null;
    }

    private static byte[] Write(NpgsqlDataReader row, EventJson json, string epoch, long head)
    {
        var id = row.GetGuid(6);
        return row.IsDBNull(7)
            ? json.WriteRemoved(epoch, id, head, row.GetDateTime(3))
            : json.WriteSnapshot(epoch, new EventFields(
                row.GetInt64(7), EventTypes.Snapshot, id, row.GetString(8), row.GetString(9), row.GetInt32(10), row.GetDateTime(11), row.GetDateTime(12), Traceparent: null));
    }

    private static NpgsqlParameter Number(long? value) => Optional(value, NpgsqlDbType.Bigint);

    private static NpgsqlParameter Optional(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
