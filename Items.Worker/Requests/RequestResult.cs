using System.Net;
using Items.Contracts.Webhooks;

namespace Items.Worker.Requests;

/// <summary>What became of an attempt. Its words may come from the endpoint, and are made fit to be stored and shown here, whoever says them.</summary>
/// <param name="At">When it began.</param>
/// <param name="Duration">To the answer or the failure.</param>
/// <param name="Outcome">One of <see cref="WebhookOutcomes"/>.</param>
internal sealed record RequestResult(DateTimeOffset At, TimeSpan Duration, string Outcome)
{
    private const int MaxErrorLength = 1_000;

    public HttpStatusCode? Status { get; init; }

    /// <summary>The beginning of the answer's body.</summary>
    public string? Response { get; init => field = Printable(value, WebhookLimits.MaxResponseExcerptBytes); }

    /// <summary>Why it failed. What endpoints send in place of an answer can be part of it.</summary>
    public string? Error { get; init => field = Printable(value, MaxErrorLength); }

    /// <summary>How long the receiver asked to be left alone (<c>Retry-After</c>).</summary>
    public TimeSpan? RetryAfter { get; init; }

    public bool IsDelivered => Outcome == WebhookOutcomes.Delivered;

    /// <summary>The receiver wants nothing more (Standard Webhooks).</summary>
    public bool IsGone => Status == HttpStatusCode.Gone;

    private static string? Printable(string? text, int limit) => text is null ? null : PrintableText.Of(text, limit);
}
