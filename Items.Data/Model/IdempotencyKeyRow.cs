namespace Items.Data.Model;

/// <summary>
/// The outcome that was given to a request with an <c>Idempotency-Key</c>, stored in the transaction of its change, so that a repetition gets the same answer. The item is as it was
/// then: its event may be gone from the log before the key expires.
/// </summary>
public sealed class IdempotencyKeyRow
{
    /// <summary>As the client chose it.</summary>
    public required string Key { get; init; }

    /// <summary>SHA-256 of what was asked for.</summary>
    public required byte[] Fingerprint { get; init; }

    /// <summary>When it was stored; it expires a configured time later.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>A <see cref="Log.ChangeResult"/>.</summary>
    public short Result { get; init; }

    /// <summary>The epoch of <see cref="Position"/>.</summary>
    public required string Epoch { get; init; }

    /// <summary>The event of the change; without one, the position at which the verdict was made.</summary>
    public long Position { get; init; }

    public Guid ItemId { get; init; }

    /// <summary>The item's text; null, like what follows, when the change was refused.</summary>
    public string? Text { get; init; }

    public string? Attributes { get; init; }

    public int? Version { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    public long? Seq { get; init; }
}
