using Items.Contracts;
using Items.StreamGateway.Ring;
using Items.StreamGateway.Snapshots;

namespace Items.StreamGateway.Subscribers;

/// <summary>A stream that may be served: from where, what of it, and the place among the open ones, which disposing gives back.</summary>
internal sealed class OpenedStream(EventRing ring, long position, EventFilter? filter, SnapshotFilter? snapshot, SubscriberPlace place) : IDisposable
{
    public EventRing Ring { get; } = ring;

    /// <summary>It starts after this sequence number; with a snapshot it starts where that ends.</summary>
    public long Position { get; } = position;

    public EventFilter? Filter { get; } = filter;

    /// <summary>The snapshot that it begins with; null when it resumes.</summary>
    public SnapshotFilter? Snapshot { get; } = snapshot;

    /// <summary>Where it starts, when that is known.</summary>
    public Cursor? Cursor => Snapshot is null ? Ring.CursorAt(Position) : null;

    public void Dispose() => place.Dispose();
}
