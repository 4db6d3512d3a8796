namespace Items.StreamGateway.Ring;

/// <summary>
/// Successive events of one segment, which is pinned until this is disposed: nothing of it is written anew meanwhile. Hold it for a copy, not across an await.
/// Empty when the ring has moved past the position that was asked for.
/// </summary>
internal readonly ref struct RingStretch : IDisposable
{
    private readonly RingSegment? _segment;
    private readonly int _index;

    /// <param name="segment">A pinned segment.</param>
    /// <param name="seq">An event that it holds.</param>
    /// <param name="head">The ring's head: events after it are not visible yet, though they may be complete.</param>
    public RingStretch(RingSegment segment, long seq, long head)
    {
        _segment = segment;
        _index = (int)(seq - segment.First);
        Count = (int)Math.Min(segment.Count - _index, head - seq + 1);
    }

    public int Count { get; }

    /// <summary>Some of the events about here are traced: they have to be looked at one by one.</summary>
    public bool IsTraced => _segment!.IsTraced;

    public RingEvent this[int index] => _segment!.EventAt(_index + index);

    /// <summary>The first events' WebSocket frames as one, to the end or until they are as many bytes as wanted; at least one.</summary>
    public ReadOnlySpan<byte> WebSocketFrames(int wanted, out int count) => _segment!.FramesFrom(_index, _index + Count, wanted, out count);

    public void Dispose() => _segment?.Unpin();
}
