using System.Collections.Concurrent;
using Items.StreamGateway.Ring;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Tail;

/// <summary>
/// What the broker has brought and the tail has not yet taken. Bounded in bytes; what does not fit is dropped, which the tail sees as a gap in the
/// sequence and repairs. The order inside is the broker's, which nobody trusts.
/// </summary>
internal sealed class Inbox(IOptions<TailOptions> options)
{
    private readonly ConcurrentQueue<RingEntry> _entries = new();
    private readonly long _maxBytes = options.Value.InboxMaxBytes;
    private long _bytes;

    /// <summary>Wakes the tail: a message came, or the broker's state changed, or time has passed.</summary>
    public WakeUp Changed { get; } = new();

    public bool IsEmpty => _entries.IsEmpty;

    public bool TryPost(RingEntry entry)
    {
        if (Interlocked.Add(ref _bytes, entry.Size) > _maxBytes && !_entries.IsEmpty)
        {
            Interlocked.Add(ref _bytes, -entry.Size);
            return false;
        }

        _entries.Enqueue(entry);
        Changed.Set();
        return true;
    }

    public RingEntry? Take()
    {
        if (!_entries.TryDequeue(out var entry))
        {
            return null;
        }

        Interlocked.Add(ref _bytes, -entry.Size);
        return entry;
    }
}
