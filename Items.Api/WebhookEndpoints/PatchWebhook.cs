using Items.Contracts;
using Items.Contracts.Webhooks;
using Items.Data.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Items.Api.WebhookEndpoints;

internal static class PatchWebhook
{
    public static async Task<Results<Ok<WebhookResource>, ProblemHttpResult>> Handle(
        string id, HttpRequest request, WebhookChanges changes, TargetPolicy targets, CancellationToken cancellationToken)
    {
        var target = WebhookTarget.Of(id, request);
        var body = await WebhookBody.ReadPatchAsync(request, targets, cancellationToken);
        var outcome = await changes.MakeAsync(
            target,
            WebhookChanges.Update(WebhookPatchSql.Assignments, WebhookPatchSql.IsSame),
            WebhookPatchSql.Refusal,
            [
                WebhookParameters.Text("url", body.Url),
                WebhookParameters.Flag("sets_description", body.Names(WebhookBody.DescriptionMember)),
                WebhookParameters.Text("description", body.Description),
                WebhookParameters.Flag("sets_types", body.Names(WebhookBody.TypesMember)),
                WebhookParameters.Texts("types", body.Types),
                WebhookParameters.Json("attributes", body.Attributes),
                WebhookParameters.Number("largest", ItemLimits.MaxAttributesBytes),
                WebhookParameters.Number("batch_size", body.BatchSize),
                WebhookParameters.Text("state", body.State),
            ],
            cancellationToken);
        return outcome.Webhook is { } webhook
            ? TypedResults.Ok(WebhookAnswer.Describe(request.HttpContext, webhook))
            : WebhookAnswer.Refuse(target.Id, outcome.Verdict);
    }
}
