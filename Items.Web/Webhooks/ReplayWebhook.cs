using Items.Web.Upstream;

namespace Items.Web.Webhooks;

/// <summary><c>POST /webhooks/{id}/replay</c>: delivers what follows a position, again or for the first time.</summary>
internal static class ReplayWebhook
{
    public static async Task<IResult> HandleAsync(HttpContext context, Guid id, WebhookForm form, WebhooksApi api, WebhookAnswers answers, CancellationToken cancellationToken)
    {
        var position = form.IsFromBeginning ? await api.FindBeginningAsync(cancellationToken) : form.Position;
        if (!position.IsGiven(out var after, out var problem)
            || !(await api.ReplayAsync(id, form.Version, after, cancellationToken)).IsGiven(out var webhook, out problem))
        {
            return await answers.RefusedAsync(context, form, new WebhookQuestion(id, WebhookQuestionKind.Replay, form.Version, form.Position, problem), cancellationToken);
        }

        return WebhookAnswers.Done(context, form, webhook, "replaying");
    }
}
