using Items.Contracts;

namespace Items.Data.Log;

/// <summary>What became of one change. The numbers are those of the append's SQL.</summary>
public enum ChangeResult : short
{
    /// <summary>Committed, with an event; the item existed before.</summary>
    Applied = 0,

    /// <summary>Committed, with an event; the item is new.</summary>
    Created = 1,

    /// <summary>The item already is what the change wants; no event.</summary>
    Unchanged = 2,

    /// <summary>Refused: the id is taken.</summary>
    Exists = 3,

    /// <summary>Refused: there is no such item.</summary>
    Missing = 4,

    /// <summary>Refused: a condition does not hold.</summary>
    PreconditionFailed = 5,

    /// <summary>Refused: the attributes that the change would lead to are larger than <see cref="AppendLimits.MaxStoredAttributesBytes"/>.</summary>
    TooLarge = 6,

    /// <summary>Refused: Postgres does not accept a value.</summary>
    Rejected = 7,

    /// <summary>Refused: the change's key was used for another request.</summary>
    KeyReused = 8,

    /// <summary>Refused: a change with the same key is not committed yet.</summary>
    KeyInUse = 9,
}

/// <summary>The outcome of one change.</summary>
/// <param name="Result">What happened.</param>
/// <param name="Position">The event of the change; without one, the log's position that the verdict was made at.</param>
/// <param name="Item">The item after the change, or its last state when it was deleted; null when the change was refused.</param>
public sealed record ChangeOutcome(ChangeResult Result, Cursor Position, ItemResource? Item)
{
    /// <summary>True when this is the stored outcome of an earlier change with the same key, and this one did nothing.</summary>
    public bool IsReplay { get; init; }

    /// <summary>True when the change took effect, so that <see cref="Position"/> is its own event.</summary>
    public bool HasEvent => Result <= ChangeResult.Created && !IsReplay;
}

/// <summary>Limits that only the append can enforce.</summary>
public static class AppendLimits
{
    /// <summary>
    /// Largest attributes as <c>jsonb</c> writes them, in bytes. Twice the request's limit: it writes a space after every colon and comma and numbers
    /// without exponent, so what was acceptable in a request stays acceptable, while <c>1e300</c> repeated or patch upon patch cannot grow without end.
    /// </summary>
    public const int MaxStoredAttributesBytes = 2 * ItemLimits.MaxAttributesBytes;
}
