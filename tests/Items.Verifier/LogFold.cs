using Items.Contracts;

namespace Items.Verifier;

/// <summary>
/// Folds the events of one log into the table that they tell, and holds each of them against what was before: no hole, no repetition, no event that its item's state
/// contradicts. For one reader; nothing is remembered but the items there are.
/// </summary>
public sealed class LogFold
{
    private readonly Dictionary<Guid, ItemResource> _items = [];
    private bool _isInSnapshot;

    /// <summary>From the first event on.</summary>
    public LogFold()
    {
    }

    /// <summary>From a table on that is exact at a position.</summary>
    public LogFold(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        Position = table.Position;
        foreach (var item in table.Items)
        {
            _items.Add(item.Id, item);
        }
    }

    /// <summary>The last event that was applied; without an epoch before the first.</summary>
    public Cursor Position { get; private set; }

    /// <summary>The items, in no particular order.</summary>
    public IReadOnlyCollection<ItemResource> Items => _items.Values;

    public int Count => _items.Count;

    /// <summary>Events applied.</summary>
    public long Applied { get; private set; }

    /// <summary>Applies what comes next. A checkpoint only confirms the position; a snapshot starts the fold anew.</summary>
    /// <exception cref="LogFaultException">It is not the next one, or contradicts the fold.</exception>
    public void Apply(ItemEvent change)
    {
        ArgumentNullException.ThrowIfNull(change);
        switch (change.Type)
        {
            case EventTypes.SnapshotBegin:
                _items.Clear();
                (_isInSnapshot, Position) = (true, default);
                break;
            case EventTypes.Snapshot:
                Require(0, _isInSnapshot, $"shows {change.Subject} outside of a snapshot");
                Show(Guid.Parse(change.Subject!), change.Data);
                break;
            case EventTypes.SnapshotEnd:
                (_isInSnapshot, Position) = (false, EventPosition.Of(change));
                break;
            case EventTypes.Checkpoint:
                var standing = EventPosition.Of(change);
                Require(standing.Seq, standing == Position, $"is where a checkpoint stands, but the events end at {Position}");
                break;
            default:
                ApplyChange(change, EventPosition.Of(change));
                break;
        }
    }

    /// <summary>Compares with a table that is exact at this position.</summary>
    /// <exception cref="LogFaultException">They differ; the number is that of the oldest change which one side has and the other has not.</exception>
    public void RequireEqual(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.Position != Position)
        {
            throw new ArgumentException($"The table shows {table.Position}, the fold {Position}.", nameof(table));
        }

        var stored = table.Items.ToDictionary(item => item.Id);
        var differing = stored.Keys.Union(_items.Keys).Where(id => stored.GetValueOrDefault(id) != _items.GetValueOrDefault(id)).ToList();
        if (differing.Count > 0)
        {
            var first = differing.MinBy(id => OldestSeq(stored, id));
            throw new LogFaultException(
                OldestSeq(stored, first),
                $"{differing.Count} items differ at {Position}; the first is {first}: the table has {Describe(stored, first)}, the events tell {Describe(_items, first)}");
        }
    }

    private void ApplyChange(ItemEvent change, Cursor position)
    {
        Require(position.Seq, !_isInSnapshot, "came in the middle of a snapshot");
        Require(position.Seq, Position.Epoch is null || position.Epoch == Position.Epoch, $"is of epoch {position.Epoch}, after events of {Position.Epoch}");
        Require(Position.Seq + 1, position.Seq == Position.Seq + 1, $"is missing; {position.Seq} came instead, after {Position.Seq}");
        EventRules.Check(change, position.Seq, _items.GetValueOrDefault(change.Data?.Id ?? default));
        Show(change.Data!.Id, change.Type == EventTypes.Deleted ? null : change.Data);
        Position = position;
        Applied++;
    }

    private void Show(Guid id, ItemResource? item)
    {
        if (item is null)
        {
            _items.Remove(id);
        }
        else
        {
            _items[id] = item;
        }
    }

    private static void Require(long seq, bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new LogFaultException(seq, otherwise);
        }
    }

    private static string Describe(Dictionary<Guid, ItemResource> items, Guid id) =>
        items.TryGetValue(id, out var item) ? $"version {item.Version} of sequence number {item.Seq}" : "nothing";

    private long OldestSeq(Dictionary<Guid, ItemResource> stored, Guid id) =>
        Math.Min(stored.GetValueOrDefault(id)?.Seq ?? long.MaxValue, _items.GetValueOrDefault(id)?.Seq ?? long.MaxValue);
}
