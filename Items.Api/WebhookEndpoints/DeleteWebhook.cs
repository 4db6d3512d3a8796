using Microsoft.AspNetCore.Http.HttpResults;

namespace Items.Api.WebhookEndpoints;

internal static class DeleteWebhook
{
    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        string id, HttpRequest request, WebhookChanges changes, CancellationToken cancellationToken)
    {
        var target = WebhookTarget.Of(id, request);
        var outcome = await changes.MakeAsync(target, WebhookChanges.Delete, "NULL", [], cancellationToken);
        return outcome.Webhook is null ? WebhookAnswer.Refuse(target.Id, outcome.Verdict) : TypedResults.NoContent();
    }
}
