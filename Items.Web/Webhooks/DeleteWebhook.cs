using Items.Web.Upstream;

namespace Items.Web.Webhooks;

/// <summary><c>POST /webhooks/{id}/delete</c>: deletes a webhook, if it still is what was agreed to be deleted.</summary>
internal static class DeleteWebhook
{
    public static async Task<IResult> HandleAsync(HttpContext context, Guid id, WebhookForm form, WebhooksApi api, WebhookAnswers answers, CancellationToken cancellationToken) =>
        (await api.DeleteAsync(id, form.Version, cancellationToken)).IsGiven(out _, out var problem)
            ? WebhookAnswers.Gone(context, form.Place, id, "deleted")
            : await answers.RefusedAsync(context, form, new WebhookQuestion(id, WebhookQuestionKind.Delete, form.Version, Problem: problem), cancellationToken);
}
