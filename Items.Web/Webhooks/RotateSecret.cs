using Items.Web.Pages;
using Items.Web.Upstream;
using Items.Web.Webhooks.Parts;

namespace Items.Web.Webhooks;

/// <summary><c>POST /webhooks/{id}/rotate</c>: makes another secret and shows it. The version in the form is used up by it, so sending the form again makes no third one.</summary>
internal static class RotateSecret
{
    public static async Task<IResult> HandleAsync(
        HttpContext context, Guid id, WebhookForm form, WebhooksApi api, WebhooksReader reader, WebhookAnswers answers, CancellationToken cancellationToken)
    {
        if (!(await api.RotateAsync(id, form.Version, cancellationToken)).IsGiven(out var secret, out var problem))
        {
            return await answers.RefusedAsync(context, form, new WebhookQuestion(id, WebhookQuestionKind.Rotate, form.Version, Problem: problem), cancellationToken);
        }

        return context.Request.IsHtmx()
            ? Answers.Component<WebhookAnswer>(
                (nameof(WebhookAnswer.Webhook), secret.Webhook), (nameof(WebhookAnswer.Secret), secret), (nameof(WebhookAnswer.Notice), WebhookNotices.Rotated))
            : WebhookAnswers.Page(await reader.ReadAsync(form.Place, [], cancellationToken) with { Secret = secret, Notice = WebhookNotices.Rotated });
    }
}
