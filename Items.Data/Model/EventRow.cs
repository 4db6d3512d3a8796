namespace Items.Data.Model;

/// <summary>A row of <c>events</c>: one committed change. Append only; <c>seq</c> has no holes.</summary>
public sealed class EventRow
{
    /// <summary>1, 2, 3, … in commit order.</summary>
    public long Seq { get; init; }

    /// <summary>One of <see cref="Contracts.EventTypes.Stored"/>.</summary>
    public required string Type { get; init; }

    public Guid ItemId { get; init; }

    /// <summary>Column <c>item</c>: the text after the change, or the last one of a deleted item.</summary>
    public required string Text { get; init; }

    public required string Attributes { get; init; }

    public int Version { get; init; }

    /// <summary>When the item was created, so that an event can show the whole item.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the change was made, by the clock of Postgres.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Who made the change, once requests are authenticated; null before.</summary>
    public string? Actor { get; init; }

    /// <summary>W3C Trace Context of the request that made the change.</summary>
    public string? Traceparent { get; init; }
}
