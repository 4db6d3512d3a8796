using Items.Contracts;

namespace Items.Data.Model;

/// <summary>A row of <c>items</c>: the current state, which is the fold of the events.</summary>
public sealed class Item
{
    public Guid Id { get; init; }

    /// <summary>Column <c>item</c>.</summary>
    public required string Text { get; init; }

    /// <summary>Column <c>attributes</c>: a JSON object, as text.</summary>
    public required string Attributes { get; init; }

    public int Version { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Sequence number of the event that created the item: the order of the list, the same for ever.</summary>
    public long CreatedSeq { get; init; }

    /// <summary>Sequence number of the event that led to this state.</summary>
    public long Seq { get; init; }

    public ItemResource ToResource() => new(Id, Text, RawJson.FromTrusted(Attributes), Version, CreatedAt, UpdatedAt, Seq);
}
