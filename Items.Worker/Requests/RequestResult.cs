using System.Net;
using Items.Contracts.Webhooks;

namespace Items.Worker.Requests;

/// <summary>What became of an attempt.</summary>
/// <param name="At">When it began.</param>
/// <param name="Duration">To the answer or the failure.</param>
/// <param name="Outcome">One of <see cref="WebhookOutcomes"/>.</param>
internal sealed record RequestResult(DateTimeOffset At, TimeSpan Duration, string Outcome)
{
    public HttpStatusCode? Status { get; init; }

    /// <summary>The beginning of the answer's body.</summary>
    public string? Response { get; init; }

    public string? Error { get; init; }

    /// <summary>How long the receiver asked to be left alone (<c>Retry-After</c>).</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsDelivered => Outcome == WebhookOutcomes.Delivered;

    /// <summary>The receiver wants nothing more (Standard Webhooks).</summary>
    public bool IsGone => Status == HttpStatusCode.Gone;
}
