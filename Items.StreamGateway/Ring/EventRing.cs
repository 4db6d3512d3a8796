using System.Numerics;
using Items.Contracts;
using Items.StreamGateway.Events;

namespace Items.StreamGateway.Ring;

/// <summary>
/// The recent events of one epoch, contiguous in sequence. One writer (the tail), any number of readers, no lock.
/// </summary>
/// <remarks>
/// Order of publication: the slot first, then the head; a reader that sees the head sees the slot. A slot that holds another sequence number than the
/// one asked for was overwritten or given up: the reader has fallen out and goes to history. A ring never changes its epoch: it ends, and readers are told.
/// </remarks>
internal sealed class EventRing
{
    private readonly RingEntry?[] _slots;
    private readonly int _mask;
    private readonly long _maxBytes;
    private readonly WaitList _waiters = new();
    private long _head;
    private long _oldest;
    private long _bytes;
    private volatile bool _ended;

    /// <param name="epoch">The life of the log.</param>
    /// <param name="head">The position it starts after.</param>
    /// <param name="options">Its bounds.</param>
    public EventRing(uint epoch, long head, RingOptions options)
    {
        Epoch = epoch;
        EpochText = Epochs.Format(epoch);
        _slots = new RingEntry?[BitOperations.RoundUpToPowerOf2((uint)options.Capacity)];
        _mask = _slots.Length - 1;
        _maxBytes = options.MaxBytes;
        _head = head;
        _oldest = head + 1;
    }

    public uint Epoch { get; }

    public string EpochText { get; }

    /// <summary>The newest event's sequence number; the start position when there is none.</summary>
    public long Head => Volatile.Read(ref _head);

    /// <summary>The oldest event still here; one more than <see cref="Head"/> when there is none. A reader after <c>Oldest - 1</c> or later needs no history.</summary>
    public long Oldest => Volatile.Read(ref _oldest);

    /// <summary>Bytes of memory the events occupy.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Nothing will be appended any more: the log has another epoch, or the events after <see cref="Head"/> are lost to us.</summary>
    public bool IsEnded => _ended;

    public Cursor CursorAt(long seq) => new(EpochText, seq);

    /// <summary>The tail's, and nobody else's: appends the next event without waking anybody.</summary>
    public void Append(RingEntry entry)
    {
        if (entry.Epoch != Epoch || entry.Seq != _head + 1)
        {
            throw new InvalidOperationException($"Event {entry.Seq} does not follow {_head}.");
        }

        var oldest = _oldest;
        var bytes = _bytes + entry.Size;
        while (oldest < entry.Seq && (bytes > _maxBytes || entry.Seq - oldest >= _slots.Length))
        {
            ref var slot = ref _slots[oldest & _mask];
            bytes -= slot!.Size;
            Volatile.Write(ref slot, null);
            oldest++;
        }

        Volatile.Write(ref _oldest, oldest);
        Volatile.Write(ref _bytes, bytes);
        Volatile.Write(ref _slots[entry.Seq & _mask], entry);
        Volatile.Write(ref _head, entry.Seq);
    }

    /// <summary>The event, or null when it is no longer, or not yet, here.</summary>
    public RingEntry? Find(long seq)
    {
        var entry = Volatile.Read(ref _slots[seq & _mask]);
        return entry is not null && entry.Seq == seq ? entry : null;
    }

    /// <summary>Asks to be woken by the next <see cref="Wake"/>. Look at <see cref="Head"/> again afterwards, then wait.</summary>
    public void Register(WakeUp waiter) => _waiters.Add(waiter);

    /// <summary>Wakes all who wait: once after a batch of events, and now and then for those with other things to do.</summary>
    public void Wake() => _waiters.WakeAll();

    /// <summary>Ends the ring; readers take what is there and then stop.</summary>
    public void End()
    {
        _ended = true;
        Wake();
    }
}
