using Items.Contracts;
using Items.StreamGateway.Ring;

namespace Items.StreamGateway.Subscribers;

/// <summary>A stream that may be served: from where, what of it, and the place among the open ones, which disposing gives back.</summary>
internal sealed class OpenedStream(EventRing ring, long position, EventFilter? filter, SubscriberPlace place) : IDisposable
{
    public EventRing Ring { get; } = ring;

    /// <summary>It starts after this sequence number.</summary>
    public long Position { get; } = position;

    public EventFilter? Filter { get; } = filter;

    public Cursor Cursor => Ring.CursorAt(Position);

    public void Dispose() => place.Dispose();
}
