namespace Items.Contracts;

/// <summary>The values of the CloudEvents attribute <c>type</c>, which are also the RabbitMQ routing keys.</summary>
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

    /// <summary>The types that are stored in the log, in no particular order.</summary>
    public static IReadOnlyList<string> Stored { get; } = [Created, Updated, Deleted];
}
