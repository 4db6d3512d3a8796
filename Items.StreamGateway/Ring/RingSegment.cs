using System.Diagnostics;
using System.Runtime.CompilerServices;
using Items.StreamGateway.Events;
using Items.StreamGateway.Sse;
using Items.StreamGateway.WebSockets;

namespace Items.StreamGateway.Ring;

/// <summary>
/// A piece of the ring's memory, and successive events in it. From the front of the bytes lie the WebSocket frames, <c>[header][JSON]</c>, each directly behind the one
/// before; from the back the SSE heads. The JSON of the one is the JSON of the other.
/// </summary>
/// <remarks>
/// One writer, any number of readers. A reader pins it, looks whether it holds the event it wants, and only then reads: whatever it holds while it is pinned stays. The writer
/// claims it before it writes it anew, which succeeds when nobody has it pinned, and fails every later pin until the new events' first number stands.
/// Of a segment that is being filled, the events up to <see cref="Count"/> are complete, and what is added lies elsewhere.
/// </remarks>
internal sealed class RingSegment(int bytes, int slots)
{
    /// <summary>This object, and the headers of its arrays, in bytes.</summary>
    private const int Overhead = 128;

    /// <summary>So far below zero that pins of readers who come too late do not reach it.</summary>
    private const int Claimed = int.MinValue / 2;

    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(bytes);
    private readonly RingSlot[] _slots = new RingSlot[slots];
    private int _pins = Claimed;
    private long _first;
    private int _count;
    private int _framesEnd;
    private int _headsStart;
    private bool _isTraced;

    /// <summary>The memory that it occupies, full or not.</summary>
    public long Footprint { get; } = FootprintOf(bytes, slots);

    /// <summary>The sequence number of its first event.</summary>
    public long First => Volatile.Read(ref _first);

    /// <summary>Events that are complete.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Reader who has it pinned: some of its events are traced.</summary>
    public bool IsTraced => _isTraced;

    public static long FootprintOf(int bytes, int slots) => bytes + ((long)slots * Unsafe.SizeOf<RingSlot>()) + Overhead;

    /// <summary>The bytes that an event takes.</summary>
    public static int SizeOf(in Envelope envelope, int json, in ActivityContext trace) =>
        ServerFrame.HeaderLength(json) + json + SseBlock.HeadLength(envelope) + RingTrace.LengthOf(trace);

    /// <summary>Reader: keeps the writer from writing it anew; false when it is about to.</summary>
    public bool TryPin()
    {
        if (Interlocked.Increment(ref _pins) > 0)
        {
            return true;
        }

        Unpin();
        return false;
    }

    public void Unpin() => Interlocked.Decrement(ref _pins);

    public bool Holds(long seq) => seq >= First && seq < First + Count;

    /// <summary>Reader who has it pinned: an event below <see cref="Count"/>.</summary>
    public RingEvent EventAt(int index) => new(_bytes, ref _slots[index], _first + index);

    /// <summary>
    /// Reader who has it pinned: the WebSocket frames of the events from <paramref name="start"/> on, up to the one with which they are as many bytes as wanted, or to the last
    /// before <paramref name="end"/>; at least one.
    /// </summary>
    public ReadOnlySpan<byte> FramesFrom(int start, int end, int wanted, out int count)
    {
        var from = _slots[start].Frame;
        var (low, high) = (start + 1, end);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _slots[middle].Frame - from >= wanted ? (low, middle) : (middle + 1, high);
        }

        count = low - start;
        ref readonly var last = ref _slots[low - 1];
        return _bytes.AsSpan(from..(last.JsonStart + last.JsonLength));
    }

    /// <summary>Writer: makes it its own, unless a reader has it pinned.</summary>
    public bool TryClaim() => Interlocked.CompareExchange(ref _pins, Claimed, 0) == 0;

    /// <summary>Writer: empties a new or claimed one for the events from this number on, and lets readers in.</summary>
    public void Begin(long first)
    {
        Volatile.Write(ref _count, 0);
        Volatile.Write(ref _first, first);
        _framesEnd = 0;
        _isTraced = false;
        _headsStart = _bytes.Length;
        Interlocked.Add(ref _pins, -Claimed);
    }

    /// <summary>Writer: whether one more event of so many bytes has room.</summary>
    public bool Fits(int size) => _count < _slots.Length && size <= _headsStart - _framesEnd;

    /// <summary>Writer: adds the next event.</summary>
    public void Add(in Envelope envelope, ReadOnlySpan<byte> json, in ActivityContext trace)
    {
        ref var slot = ref _slots[_count];
        slot.Type = envelope.Type;
        slot.Subject = envelope.Subject;
        slot.Frame = _framesEnd;
        slot.JsonStart = _framesEnd + ServerFrame.HeaderLength(json.Length);
        slot.JsonLength = json.Length;
        slot.HeadLength = SseBlock.HeadLength(envelope);
        slot.Head = _headsStart - slot.HeadLength - RingTrace.LengthOf(trace);
        slot.AttributesStart = envelope.AttributesStart;
        slot.AttributesLength = envelope.AttributesLength;
        slot.Undelivered = trace == default ? 0 : 1;
        ServerFrame.WriteHeader(_bytes.AsSpan(slot.Frame), ServerFrame.Text, json.Length);
        json.CopyTo(_bytes.AsSpan(slot.JsonStart));
        SseBlock.WriteHead(_bytes.AsSpan(slot.Head), envelope);
        if (slot.Undelivered != 0)
        {
            _isTraced = true;
            RingTrace.Write(_bytes.AsSpan(slot.Head + slot.HeadLength), trace);
        }

        _framesEnd = slot.JsonStart + json.Length;
        _headsStart = slot.Head;
        Volatile.Write(ref _count, _count + 1);
    }
}
