using Items.Contracts.Webhooks;

namespace Items.Worker.Claims;

/// <summary>Where a webhook stands after a delivery: all of what a Worker may write.</summary>
/// <param name="Position">Everything up to here was delivered, or not asked for.</param>
internal sealed record Progress(long Position)
{
    public long? RetryThrough { get; init; }

    public int Failures { get; init; }

    public DateTimeOffset? FailingSince { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }

    public string State { get; init; } = WebhookStates.Active;

    public string? StateReason { get; init; }

    /// <summary>Gives the lease back.</summary>
    public bool IsEnd { get; init; }
}
