namespace Items.Contracts;

/// <summary>The values of the CloudEvents attribute <c>type</c>; those that are stored are also the RabbitMQ routing keys.</summary>
public static class EventTypes
{
    /// <summary>An item came into being; <c>data</c> is its first state.</summary>
    public const string Created = "item.created";

    /// <summary>An item changed; <c>data</c> is its new state.</summary>
    public const string Updated = "item.updated";

    /// <summary>An item was removed; <c>data</c> is its last state, under the sequence number of the removal.</summary>
    public const string Deleted = "item.deleted";

    /// <summary>Nothing changed for this subscriber: <c>sequence</c> is how far it has been served. Sent on filtered streams only.</summary>
    public const string Checkpoint = "stream.checkpoint";

    /// <summary>
    /// An item as it is while a snapshot is read: <c>data</c> is its state, or null when it is not, or no longer, among those asked for. Without a <c>sequence</c>: a reader
    /// has no position until the snapshot has ended.
    /// </summary>
    public const string Snapshot = "item.snapshot";

    /// <summary>A snapshot follows on this stream: forget what you hold. No <c>data</c>, no <c>sequence</c>.</summary>
    public const string SnapshotBegin = "snapshot.begin";

    /// <summary>The snapshot is complete: what you hold is the table at <c>sequence</c>, and every change after it follows. No <c>data</c>.</summary>
    public const string SnapshotEnd = "snapshot.end";

    /// <summary>The types that are stored in the log, in no particular order.</summary>
    public static IReadOnlyList<string> Stored { get; } = [Created, Updated, Deleted];

    /// <summary>The types that are made for one reader, and are never stored or published.</summary>
    public static IReadOnlyList<string> Unstored { get; } = [Checkpoint, Snapshot, SnapshotBegin, SnapshotEnd];
}
