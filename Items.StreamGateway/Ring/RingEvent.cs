using System.Diagnostics;

namespace Items.StreamGateway.Ring;

/// <summary>One event in the ring, framed once for every transport. A view of its segment's bytes: valid while the <see cref="RingStretch"/> it is from is held.</summary>
internal readonly ref struct RingEvent
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ref RingSlot _slot;

    public RingEvent(ReadOnlySpan<byte> bytes, ref RingSlot slot, long seq)
    {
        _bytes = bytes;
        _slot = ref slot;
        Seq = seq;
    }

    public long Seq { get; }

    public string Type => _slot.Type;

    public ref readonly Guid? Subject => ref _slot.Subject;

    public ReadOnlySpan<byte> WebSocketFrame => _bytes[_slot.Frame..(_slot.JsonStart + _slot.JsonLength)];

    /// <summary>What precedes the JSON in an SSE block.</summary>
    public ReadOnlySpan<byte> SseHead => _bytes.Slice(_slot.Head, _slot.HeadLength);

    /// <summary>The event itself, as it came.</summary>
    public ReadOnlySpan<byte> Json => _bytes.Slice(_slot.JsonStart, _slot.JsonLength);

    /// <summary><c>data.attributes</c>; empty when there are none.</summary>
    public ReadOnlySpan<byte> AttributesJson => Json.Slice(_slot.AttributesStart, _slot.AttributesLength);

    /// <summary>True once for a traced event: for the subscriber that delivers it first, which gets the trace. Never for any other event.</summary>
    public bool TryClaimFirstDelivery(out ActivityContext trace)
    {
        if (_slot.Undelivered == 0 || Interlocked.Exchange(ref _slot.Undelivered, 0) == 0)
        {
            trace = default;
            return false;
        }

        trace = RingTrace.Read(_bytes[(_slot.Head + _slot.HeadLength)..]);
        return true;
    }
}
