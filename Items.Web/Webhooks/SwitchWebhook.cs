using Items.Contracts.Webhooks;
using Items.Web.Upstream;

namespace Items.Web.Webhooks;

/// <summary><c>POST /webhooks/{id}/resume</c> and <c>…/disable</c>: delivery goes on where it stopped, or stops and keeps its place.</summary>
internal static class SwitchWebhook
{
    public static async Task<IResult> ResumeAsync(HttpContext context, Guid id, WebhookForm form, WebhooksApi api, WebhookAnswers answers, CancellationToken cancellationToken) =>
        await AnswerAsync(context, id, form, await api.ResumeAsync(id, form.Version, cancellationToken), "resumed", answers, cancellationToken);

    public static async Task<IResult> DisableAsync(HttpContext context, Guid id, WebhookForm form, WebhooksApi api, WebhookAnswers answers, CancellationToken cancellationToken) =>
        await AnswerAsync(context, id, form, await api.DisableAsync(id, form.Version, cancellationToken), "disabled", answers, cancellationToken);

    private static async Task<IResult> AnswerAsync(
        HttpContext context, Guid id, WebhookForm form, Answer<WebhookResource> answer, string done, WebhookAnswers answers, CancellationToken cancellationToken) =>
        answer.IsGiven(out var webhook, out var problem)
            ? WebhookAnswers.Done(context, form, webhook, done)
            : await answers.RefusedAsync(context, form, new WebhookQuestion(id, WebhookQuestionKind.None, form.Version, Problem: problem), cancellationToken);
}
