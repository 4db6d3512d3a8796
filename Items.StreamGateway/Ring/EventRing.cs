using System.Diagnostics;
using System.Numerics;
using Items.Contracts;
using Items.StreamGateway.Events;

namespace Items.StreamGateway.Ring;

/// <summary>
/// The recent events of one epoch, contiguous in sequence, in segments that are used again and again. One writer (the tail), any number of readers, no lock.
/// </summary>
/// <remarks>
/// Concurrency: a reader opens a stretch of events, which pins their segment, copies, and disposes it: two interlocked operations per segment and batch, and the writer never
/// waits for it. The writer begins a segment anew only when nobody has it pinned, and lets go of it to the garbage collector otherwise, so a reader sees an event's bytes as
/// they were appended, whole, or does not get it at all.
/// Ordering: the event first, then the head; a reader that sees the head finds the event. <see cref="Oldest"/> moves before what lies before it is retired, so an event from it to the head
/// that is not found was looked for while the writer moved on, and the reader looks again.
/// Loss: an event before <see cref="Oldest"/> is given up: the reader has fallen out and goes to history. What it had pinned it may finish.
/// Shutdown: a ring never changes its epoch: it ends, and readers are told; its memory goes with the last of them.
/// </remarks>
internal sealed class EventRing
{
    private readonly RingSegment?[] _segments;
    private readonly SegmentSupply _supply;
    private readonly int _mask;
    private readonly int _capacity;
    private readonly WaitList _waiters = new(Environment.ProcessorCount);
    private RingSegment? _newest;
    private long _from;
    private long _to;
    private long _head;
    private long _oldest;
    private volatile bool _ended;

    /// <param name="epoch">The life of the log.</param>
    /// <param name="head">The position it starts after.</param>
    /// <param name="options">Its bounds.</param>
    public EventRing(uint epoch, long head, RingOptions options)
    {
        Epoch = epoch;
        EpochText = Epochs.Format(epoch);
        _capacity = options.Capacity;
        _supply = new SegmentSupply(options.MaxBytes);
        _segments = new RingSegment?[BitOperations.RoundUpToPowerOf2((uint)_supply.MaxSegments)];
        _mask = _segments.Length - 1;
        _head = head;
        _oldest = head + 1;
    }

    public uint Epoch { get; }

    public string EpochText { get; }

    /// <summary>The newest event's sequence number; the start position when there is none.</summary>
    public long Head => Volatile.Read(ref _head);

    /// <summary>The oldest event still here; one more than <see cref="Head"/> when there is none. A reader after <c>Oldest - 1</c> or later needs no history.</summary>
    public long Oldest => Volatile.Read(ref _oldest);

    /// <summary>Bytes of memory the events occupy, and have occupied at most.</summary>
    public long Bytes => _supply.Bytes;

    /// <summary>Nothing will be appended any more: the log has another epoch, or the events after <see cref="Head"/> are lost to us.</summary>
    public bool IsEnded => _ended;

    public Cursor CursorAt(long seq) => new(EpochText, seq);

    /// <summary>The tail's, and nobody else's: appends the next event without waking anybody.</summary>
    /// <param name="envelope">What is known of the event.</param>
    /// <param name="json">Its bytes, which are copied.</param>
    /// <param name="trace">The consumer span of a sampled event; default for every other.</param>
    public void Append(in Envelope envelope, ReadOnlySpan<byte> json, in ActivityContext trace = default)
    {
        if (envelope.Epoch != Epoch || envelope.Seq != _head + 1)
        {
            throw new InvalidOperationException($"Event {envelope.Seq} does not follow {_head}.");
        }

        GiveUpBefore(envelope.Seq - _capacity + 1);
        var size = RingSegment.SizeOf(envelope, json.Length, trace);
        if (_newest is not { } segment || !segment.Fits(size))
        {
            segment = Begin(envelope.Seq, size);
        }

        segment.Add(envelope, json, trace);
        Volatile.Write(ref _head, envelope.Seq);
    }

    /// <summary>The event and those after it, as far as they lie together; empty when it is no longer, or not yet, here. To be disposed.</summary>
    public RingStretch Open(long seq)
    {
        while (seq >= Oldest && Head is var head && seq <= head)
        {
            if (SegmentOf(seq) is { } segment && segment.TryPin())
            {
                if (segment.Holds(seq))
                {
                    return new RingStretch(segment, seq, head);
                }

                segment.Unpin();
            }
        }

        return default;
    }

    /// <summary>Asks to be woken by the next <see cref="Wake"/>. Look at <see cref="Head"/> and <see cref="IsEnded"/> again afterwards, then wait.</summary>
    public void Register(WakeUp waiter) => _waiters.Add(waiter);

    /// <summary>Lets those who have been woken run first: wait, if this is true. It is false for one who is still registered, and has to go on.</summary>
    public bool TryYield(WakeUp waiter) => _waiters.TryYield(waiter);

    /// <summary>Wakes all who wait: once after a batch of events, and now and then for those with other things to do.</summary>
    public void Wake() => _waiters.WakeAll();

    /// <summary>Ends the ring; readers take what is there and then stop.</summary>
    public void End()
    {
        _ended = true;
        Wake();
    }

    /// <summary>The segment that holds the event, unless the writer moves on meanwhile: then another, or none.</summary>
    private RingSegment? SegmentOf(long seq)
    {
        var (low, high) = (Volatile.Read(ref _from), Volatile.Read(ref _to) - 1);
        var middle = high;
        while (true)
        {
            // The newest is looked at first: there nearly everybody reads.
            if (Volatile.Read(ref _segments[middle & _mask]) is not { } segment)
            {
                return null;
            }

            (low, high) = segment.First <= seq ? (middle, high) : (low, middle - 1);
            if (low >= high)
            {
                return Volatile.Read(ref _segments[low & _mask]);
            }

            middle = high - ((high - low) / 2);
        }
    }

    private RingSegment Begin(long seq, int size)
    {
        RingSegment? segment;
        while ((segment = _supply.TryRent(size, isOnly: _from == _to)) is null)
        {
            GiveUpBefore(_from + 1 == _to ? seq : _segments[(_from + 1) & _mask]!.First);
        }

        segment.Begin(seq);
        Volatile.Write(ref _segments[_to & _mask], segment);
        Volatile.Write(ref _to, _to + 1);
        _newest = segment;
        return segment;
    }

    private void GiveUpBefore(long oldest)
    {
        if (oldest <= _oldest)
        {
            return;
        }

        Volatile.Write(ref _oldest, oldest);
        while (_from < _to && _segments[_from & _mask] is { } segment && segment.First + segment.Count <= oldest)
        {
            Volatile.Write(ref _segments[_from & _mask], null);
            Volatile.Write(ref _from, _from + 1);
            _supply.Retire(segment);
        }

        _newest = _from == _to ? null : _newest;
    }
}
