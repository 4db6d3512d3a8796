using System.Diagnostics;
using System.Globalization;
using Items.Contracts;

namespace Items.Web.Tests.Upstream;

/// <summary>
/// What stands behind a site whose upstream has to misbehave on command: items, the log of their changes, and a wake-up. The tests that need no misbehaviour
/// run against the real system.
/// </summary>
public sealed class ScriptedLog
{
    private readonly Lock _lock = new();
    private readonly List<ItemEvent> _events = [];
    private readonly Dictionary<Guid, (ItemResource Item, long CreatedSeq)> _items = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Epoch { get; private set; } = "6923a1c4";

    public Cursor Head
    {
        get
        {
            lock (_lock)
            {
                return new(Epoch, _events.Count);
            }
        }
    }

    public Task Changed
    {
        get
        {
            lock (_lock)
            {
                return _changed.Task;
            }
        }
    }

    public ItemResource Add(string text, string attributes = "{}", Guid? id = null) => Append(EventTypes.Created, id ?? Guid.CreateVersion7(), text, attributes);

    public ItemResource Change(Guid id, string text, string attributes = "{}") => Append(EventTypes.Updated, id, text, attributes);

    public ItemResource Delete(Guid id) => Append(EventTypes.Deleted, id, null, null);

    /// <summary>Another life of the log: nothing in it.</summary>
    public void BeginAgain(string epoch)
    {
        lock (_lock)
        {
            Epoch = epoch;
            _events.Clear();
            _items.Clear();
            Wake();
        }
    }

    public ItemResource? Find(Guid id)
    {
        lock (_lock)
        {
            return _items.TryGetValue(id, out var found) ? found.Item : null;
        }
    }

    public (IReadOnlyList<(ItemResource Item, long CreatedSeq)> Items, Cursor Head) NewestFirst(string? q, long? before, int limit)
    {
        lock (_lock)
        {
            var found = _items.Values
                .Where(item => (before is null || item.CreatedSeq < before) && (q is null || item.Item.Text.Contains(q, StringComparison.OrdinalIgnoreCase)))
                .OrderByDescending(item => item.CreatedSeq);
            return ([.. found.Take(limit)], Head);
        }
    }

    public IReadOnlyList<ItemEvent> After(long seq)
    {
        lock (_lock)
        {
            return [.. _events.Skip((int)seq)];
        }
    }

    private ItemResource Append(string type, Guid id, string? text, string? attributes)
    {
        lock (_lock)
        {
            var seq = _events.Count + 1L;
            var now = TimeProvider.System.GetUtcNow();
            var (before, createdSeq) = _items.TryGetValue(id, out var found) ? found : (null, seq);
            var item = new ItemResource(
                id, text ?? before!.Text, attributes is null ? before!.Attributes : RawJson.FromTrusted(attributes), (before?.Version ?? 0) + 1, before?.CreatedAt ?? now, now, seq);
            if (type == EventTypes.Deleted)
            {
                _items.Remove(id);
            }
            else
            {
                _items[id] = (item, createdSeq);
            }

            var sequence = Cursor.FormatSequence(seq);
            var traceparent = $"00-{ActivityTraceId.CreateRandom().ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-01";
            _events.Add(new(sequence, Cursor.SourcePrefix + Epoch, type, id.ToString("D", CultureInfo.InvariantCulture), now, sequence, traceparent, item));
            Wake();
            return item;
        }
    }

    private void Wake()
    {
        _changed.TrySetResult();
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
