using Items.Contracts.Webhooks;

namespace Items.Data.Model;

/// <summary>A row of <c>webhook_deliveries</c>: one attempt, as <see cref="WebhookDelivery"/> shows it. Only the newest of each webhook are kept.</summary>
public sealed class WebhookDeliveryRow
{
    /// <summary>A UUID, version 7: sorts by time.</summary>
    public Guid Id { get; init; }

    public Guid WebhookId { get; init; }

    /// <summary>One of <see cref="WebhookDeliveryKinds"/>.</summary>
    public required string Kind { get; init; }

    public required string MessageId { get; init; }

    /// <summary>The life of the log of what follows; null in a test.</summary>
    public string? Epoch { get; init; }

    public long? First { get; init; }

    public long? Last { get; init; }

    public int Events { get; init; }

    public int Attempt { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>One of <see cref="WebhookOutcomes"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Milliseconds.</summary>
    public double? Duration { get; init; }

    public int? Status { get; init; }

    public string? Response { get; init; }

    public string? Error { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }
}
