using Items.Web.Pages;
using Items.Web.Upstream;
using Items.Web.Webhooks.Parts;

namespace Items.Web.Webhooks;

/// <summary><c>POST /webhooks/{id}/test</c>: asks for a sample delivery, and opens the attempts, among which it is.</summary>
internal static class TestWebhook
{
    public static async Task<IResult> HandleAsync(
        HttpContext context, Guid id, WebhookForm form, WebhooksApi api, WebhooksReader reader, WebhookAnswers answers, CancellationToken cancellationToken)
    {
        if (!(await api.TestAsync(id, cancellationToken)).IsGiven(out _, out var problem)
            || !(await api.GetAsync(id, cancellationToken)).IsGiven(out var webhook, out problem))
        {
            return await answers.RefusedAsync(context, form, new WebhookQuestion(id, WebhookQuestionKind.None, form.Version, Problem: problem), cancellationToken);
        }

        if (!context.Request.IsHtmx())
        {
            return Answers.SeeOther($"{form.Place.Page("done", "tested")}&open={id}#{WebhooksPlace.RowId(id)}");
        }

        return Answers.Component<WebhookAnswer>(
            (nameof(WebhookAnswer.Webhook), webhook),
            (nameof(WebhookAnswer.Attempts), await reader.AttemptsAsync(id, cancellationToken)),
            (nameof(WebhookAnswer.Notice), WebhookNotices.Of("tested")));
    }
}
