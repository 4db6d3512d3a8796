using Items.Data.Idempotency;

namespace Items.Data.Log;

/// <summary>One change that a request asks for, validated.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Id">The item.</param>
/// <param name="Text">The text; null leaves it (patch) or is not needed (delete).</param>
/// <param name="Attributes">A JSON object; in a patch a merge patch of it or <c>null</c> the literal, which empties it; null the reference leaves it.</param>
public sealed record Change(ChangeKind Kind, Guid Id, string? Text = null, string? Attributes = null)
{
    /// <summary>The states the item must be in: <c>*</c> (any, but it must exist) or cursors separated by commas; null for no condition.</summary>
    public string? IfMatch { get; init; }

    /// <summary>The states the item must not be in, in the same form; <c>*</c>: it must not exist.</summary>
    public string? IfNoneMatch { get; init; }

    /// <summary>W3C Trace Context for the event.</summary>
    public string? Traceparent { get; init; }

    /// <summary>Makes the change safe to hand in again: its outcome is stored under the key and answers every repetition. Null when nobody asked for that.</summary>
    public IdempotencyKey? Key { get; init; }
}
