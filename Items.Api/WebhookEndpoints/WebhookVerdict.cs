using Items.Contracts.Webhooks;

namespace Items.Api.WebhookEndpoints;

/// <summary>What became of a change of a webhook. The statements answer with these numbers.</summary>
internal enum WebhookVerdict
{
    Made = 0,
    PreconditionFailed = 1,
    PositionGone = 2,
    AttributesTooLarge = 3,
    Exists = 4,
    TooMany = 5,
    Missing = 6,
}

/// <summary>A verdict, and the webhook after the change when it was made.</summary>
internal readonly record struct WebhookOutcome(WebhookVerdict Verdict, WebhookResource? Webhook);
