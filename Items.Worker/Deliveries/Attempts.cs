using Items.Contracts.Webhooks;
using Items.Data.Log;
using Items.Data.Model;
using Items.Worker.Claims;
using Items.Worker.Requests;

namespace Items.Worker.Deliveries;

/// <summary>Attempts as clients see them.</summary>
internal static class Attempts
{
    public static WebhookDeliveryRow Of(ClaimedWebhook webhook, string messageId, ArraySegment<LogEvent> events, int attempt, RequestResult result, DateTimeOffset? next) => new()
    {
        Id = Guid.CreateVersion7(),
        WebhookId = webhook.Key.Webhook,
        Kind = WebhookDeliveryKinds.Events,
        MessageId = messageId,
        Epoch = webhook.Epoch,
        First = events[0].Seq,
        Last = events[^1].Seq,
        Events = events.Count,
        Attempt = attempt,
        At = result.At,
        Outcome = result.Outcome,
        Duration = result.Duration.TotalMilliseconds,
        Status = (int?)result.Status,
        Response = result.Response,
        Error = result.Error,
        NextAttemptAt = next,
    };
}
