using Items.Contracts.Webhooks;
using Items.Data.Log;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Items.Api.WebhookEndpoints;

/// <summary>
/// Moves a webhook's cursor, back or ahead. Its state stays, but that a webhook whose position was gone has one again and is active. An active one begins at once.
/// </summary>
internal static class ReplayWebhook
{
    private const string IsActive = $"(w.state = '{WebhookStates.Active}' OR w.state_reason = '{WebhookStateReasons.PositionGone}')";

    private const string Assignments =
        $"""
        epoch = @epoch, position = @position, retry_through = NULL,
        state = CASE WHEN {IsActive} THEN '{WebhookStates.Active}' ELSE w.state END,
        state_reason = CASE WHEN {IsActive} THEN NULL ELSE w.state_reason END,
        failures = CASE WHEN {IsActive} THEN 0 ELSE w.failures END,
        failing_since = CASE WHEN {IsActive} THEN NULL ELSE w.failing_since END,
        next_attempt_at = CASE WHEN {IsActive} THEN NULL ELSE w.next_attempt_at END
        """;

    public static async Task<Results<Ok<WebhookResource>, ProblemHttpResult>> Handle(
        string id, HttpRequest request, WebhookChanges changes, LogReader log, CancellationToken cancellationToken)
    {
        var target = WebhookTarget.Of(id, request);
        var start = await WebhookStart.FindAsync(log, await WebhookBody.ReadReplayAsync(request, cancellationToken), cancellationToken);
        var outcome = await changes.MakeAsync(
            target, WebhookChanges.Update(Assignments), "NULL", [WebhookParameters.Text("epoch", start.Epoch), WebhookParameters.Number("position", start.Seq)], cancellationToken);
        return outcome.Webhook is { } webhook
            ? TypedResults.Ok(WebhookAnswer.Describe(request.HttpContext, webhook))
            : WebhookAnswer.Refuse(target.Id, outcome.Verdict);
    }
}
