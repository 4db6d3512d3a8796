using Items.Contracts;
using Items.Web.Pages;
using Items.Web.Upstream;
using Items.Web.Webhooks.Parts;
using static Items.Web.Webhooks.WebhookQuestionKind;

namespace Items.Web.Webhooks;

/// <summary><c>GET /webhooks/{id}</c>, <c>…/replay</c>, <c>…/rotate</c>, <c>…/delete</c>: the row, as it is, or with a question in it.</summary>
internal static class ShowWebhook
{
    public static Task<IResult> ViewAsync(HttpContext context, Guid id, WebhooksApi api, CancellationToken cancellationToken) => RowAsync(context, id, None, api, cancellationToken);

    public static Task<IResult> ReplayAsync(HttpContext context, Guid id, WebhooksApi api, CancellationToken cancellationToken) => RowAsync(context, id, Replay, api, cancellationToken);

    public static Task<IResult> RotateAsync(HttpContext context, Guid id, WebhooksApi api, CancellationToken cancellationToken) => RowAsync(context, id, Rotate, api, cancellationToken);

    public static Task<IResult> DeleteAsync(HttpContext context, Guid id, WebhooksApi api, CancellationToken cancellationToken) => RowAsync(context, id, Delete, api, cancellationToken);

    private static async Task<IResult> RowAsync(HttpContext context, Guid id, WebhookQuestionKind kind, WebhooksApi api, CancellationToken cancellationToken)
    {
        if (!context.Request.IsHtmx())
        {
            return Answers.SeeOther(kind is None ? $"{WebhooksPlace.Top.Page()}#{WebhooksPlace.RowId(id)}" : WebhooksPlace.Top.Row(kind.ToString().ToLowerInvariant(), id));
        }

        if (!(await api.GetAsync(id, cancellationToken)).IsGiven(out var webhook, out var problem))
        {
            return problem.Type == ProblemTypes.WebhookNotFound ? WebhookAnswers.Gone(context, WebhooksPlace.Top, id, "gone") : Answers.Problem(problem);
        }

        var question = kind is None ? null : new WebhookQuestion(id, kind, webhook.Version);
        return Answers.Component<WebhookAnswer>((nameof(WebhookAnswer.Webhook), webhook), (nameof(WebhookAnswer.Question), question));
    }
}
