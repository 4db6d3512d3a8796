using Items.Contracts.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Items.Api.WebhookEndpoints;

/// <summary>Makes a webhook active at its cursor, with an attempt at once, whatever it waits for. One that is active and waits for nothing is left alone.</summary>
internal static class ResumeWebhook
{
    /// <summary>Going on after a hole would leave something out that nobody was told of.</summary>
    private const string Refusal = $"CASE WHEN w.state_reason = '{WebhookStateReasons.PositionGone}' THEN 2 END";

    private const string Assignments = $"state = '{WebhookStates.Active}', state_reason = NULL, failures = 0, failing_since = NULL, next_attempt_at = NULL";

    private const string IsSame = $"w.state = '{WebhookStates.Active}' AND w.failures = 0 AND w.next_attempt_at IS NULL";

    public static async Task<Results<Ok<WebhookResource>, ProblemHttpResult>> Handle(
        string id, HttpRequest request, WebhookChanges changes, CancellationToken cancellationToken)
    {
        var target = WebhookTarget.Of(id, request);
        await WebhookRequests.ReadNothingAsync(request, cancellationToken);
        var outcome = await changes.MakeAsync(target, WebhookChanges.Update(Assignments, IsSame), Refusal, [], cancellationToken);
        return outcome.Webhook is { } webhook
            ? TypedResults.Ok(WebhookAnswer.Describe(request.HttpContext, webhook))
            : WebhookAnswer.Refuse(target.Id, outcome.Verdict);
    }
}
