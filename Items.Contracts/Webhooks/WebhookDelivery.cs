using System.Text.Json.Serialization;

namespace Items.Contracts.Webhooks;

/// <summary>One attempt to deliver something to a webhook.</summary>
/// <param name="Id">A UUID, version 7.</param>
/// <param name="Kind"><see cref="WebhookDeliveryKinds"/>.</param>
/// <param name="MessageId">The request's <c>webhook-id</c>: the same for every attempt of the same events.</param>
/// <param name="First">Cursor of the first event; null in a test.</param>
/// <param name="Last">Cursor of the last event; null in a test.</param>
/// <param name="Events">Events in the request.</param>
/// <param name="Attempt">1 for the first attempt, one more at each further one.</param>
/// <param name="At">When it began, or was asked for; UTC, microseconds.</param>
/// <param name="Outcome">One of <see cref="WebhookOutcomes"/>.</param>
/// <param name="DurationMs">Milliseconds to the answer or the failure; null while it is pending.</param>
/// <param name="Status">The answer's status code; null without an answer.</param>
/// <param name="Response">The first bytes of the answer's body as text; null without an answer.</param>
/// <param name="Error">Why it failed, in words; null when it did not.</param>
/// <param name="NextAttemptAt">When the next attempt of the same events is due; null when there is none.</param>
public sealed record WebhookDelivery(
    Guid Id,
    string Kind,
    string MessageId,
    string? First,
    string? Last,
    int Events,
    int Attempt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset At,
    string Outcome,
    double? DurationMs,
    int? Status,
    string? Response,
    string? Error,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? NextAttemptAt);
