using Items.Contracts.Webhooks;

namespace Items.Data.Model;

/// <summary>
/// A row of <c>webhooks</c>: a subscription, which is one more cursor over the log, and the lease of the Worker that serves it. A client's changes raise <see cref="Generation"/>; what a Worker
/// writes counts only while generation and owner are those under which it began, so neither overwrites the other.
/// </summary>
public sealed class WebhookRow
{
    public Guid Id { get; init; }

    public required string Url { get; set; }

    public string? Description { get; set; }

    /// <summary>Event types that are wanted; null for all.</summary>
    public string[]? Types { get; set; }

    /// <summary>A JSON object that the attributes must contain; null for all.</summary>
    public string? Attributes { get; set; }

    /// <summary>Most events in one request; 1 for single events.</summary>
    public int BatchSize { get; set; }

    /// <summary>The signing key, encrypted (<see cref="Webhooks.SecretVault"/>).</summary>
    public required byte[] Secret { get; set; }

    /// <summary>The key before the last rotation, encrypted.</summary>
    public byte[]? PreviousSecret { get; set; }

    /// <summary>Until when the previous key signs as well.</summary>
    public DateTimeOffset? PreviousSecretUntil { get; set; }

    /// <summary>One of <see cref="WebhookStates"/>.</summary>
    public required string State { get; set; }

    /// <summary>One of <see cref="WebhookStateReasons"/>; null while active.</summary>
    public string? StateReason { get; set; }

    /// <summary>The life of the log that <see cref="Position"/> is a position in.</summary>
    public required string Epoch { get; set; }

    /// <summary>Everything up to here has been delivered, or was not asked for.</summary>
    public long Position { get; set; }

    /// <summary>Last event of the request that failed, so that its repetition is the same request; null when the next request is a new one.</summary>
    public long? RetryThrough { get; set; }

    /// <summary>Attempts that have failed since the last that succeeded.</summary>
    public int Failures { get; set; }

    /// <summary>When the first of these was made.</summary>
    public DateTimeOffset? FailingSince { get; set; }

    /// <summary>Not before this, when something failed.</summary>
    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>The Worker that serves it; null when none does.</summary>
    public Guid? Owner { get; set; }

    /// <summary>By the clock of Postgres: when the owner, unless it says otherwise before, counts as gone.</summary>
    public DateTimeOffset? LeasedUntil { get; set; }

    /// <summary>1, and one more at every change that a client makes: the version that clients see.</summary>
    public int Generation { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }
}
