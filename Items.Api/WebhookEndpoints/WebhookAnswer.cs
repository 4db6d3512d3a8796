using Items.Api.Problems;
using Items.Contracts.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Items.Api.WebhookEndpoints;

/// <summary>What the answers about one webhook have in common.</summary>
internal static class WebhookAnswer
{
    /// <summary>Sets <c>ETag</c> and passes the webhook on.</summary>
    public static WebhookResource Describe(HttpContext context, WebhookResource webhook)
    {
        context.Response.Headers.ETag = WebhookTarget.EntityTag(webhook.Version);
        return webhook;
    }

    /// <summary>The one answer that shows a secret.</summary>
    public static WebhookSecret Describe(HttpContext context, WebhookResource webhook, byte[] key) =>
        new(Describe(context, webhook), WebhookSecret.Prefix + Convert.ToBase64String(key));

    /// <summary>The problem of a change that was refused.</summary>
    public static ProblemHttpResult Refuse(Guid id, WebhookVerdict verdict) => TypedResults.Problem(verdict switch
    {
        WebhookVerdict.PreconditionFailed => ApiProblems.PreconditionFailed("webhook"),
        WebhookVerdict.PositionGone => ApiProblems.WebhookPositionGone(),
        WebhookVerdict.AttributesTooLarge => ApiProblems.AttributesTooLarge(),
        WebhookVerdict.Exists => ApiProblems.WebhookExists(id),
        WebhookVerdict.TooMany => ApiProblems.TooManyWebhooks(),
        WebhookVerdict.Missing => ApiProblems.WebhookNotFound(id),
        _ => throw new InvalidOperationException($"{verdict} is no refusal."),
    });
}
