using Items.Contracts;
using Items.Web.Pages;
using Items.Web.Webhooks.Parts;
using static Items.Web.Webhooks.WebhookQuestionKind;

namespace Items.Web.Webhooks;

/// <summary>
/// <c>GET /webhooks</c>: the page. <c>open</c> names a webhook whose attempts are to be shown, <c>replay</c>, <c>rotate</c> and <c>delete</c> one that is to be asked about, for those without JavaScript.
/// <c>GET /webhooks/rows</c>: what the page shows of them now, for the page to follow.
/// </summary>
internal static class ShowWebhooks
{
    public static async Task<IResult> PageAsync(WebhooksReader reader, string? after, Guid[] open, Guid? replay, Guid? rotate, Guid? delete, string? done, CancellationToken cancellationToken)
    {
        var view = await reader.ReadAsync(WebhooksPlace.Of(after), open, cancellationToken) with { Notice = WebhookNotices.Of(done) };
        if (view.List.Problem is { Type: ProblemTypes.InvalidRequest } && after is not null)
        {
            return Answers.SeeOther(WebhooksPlace.Top.Page()); // a link that somebody made up
        }

        var kind = replay is not null ? Replay : rotate is not null ? Rotate : Delete;
        return WebhookAnswers.Page((replay ?? rotate ?? delete) is { } id && view.List.Value?.Webhooks.FirstOrDefault(webhook => webhook.Id == id) is { } asked
            ? view with { Question = new WebhookQuestion(id, kind, asked.Version) }
            : view);
    }

    public static async Task<IResult> RowsAsync(HttpContext context, WebhooksReader reader, string? after, Guid[] open, CancellationToken cancellationToken)
    {
        var place = WebhooksPlace.Of(after);
        if (!context.Request.IsHtmx())
        {
            return Answers.SeeOther(place.Page());
        }

        var view = await reader.ReadAsync(place, open, cancellationToken);
        return view.List.Problem is { } problem ? Answers.Problem(problem) : Answers.Component<WebhookList>((nameof(WebhookList.View), view));
    }
}
