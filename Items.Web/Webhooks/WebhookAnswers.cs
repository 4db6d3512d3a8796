using Items.Contracts;
using Items.Contracts.Webhooks;
using Items.Web.Pages;
using Items.Web.Upstream;
using Items.Web.Webhooks.Parts;

namespace Items.Web.Webhooks;

/// <summary>The answers to what somebody did with one webhook: its row for htmx, the page or a redirect to it for everybody else.</summary>
internal sealed class WebhookAnswers(WebhooksApi api, WebhooksReader reader)
{
    public static IResult Page(WebhooksView view, int status = StatusCodes.Status200OK) =>
        Answers.Component<WebhooksPage>((nameof(WebhooksPage.View), view)).WithStatus(view.List.Problem?.Status ?? status);

    /// <summary>It was done.</summary>
    public static IResult Done(HttpContext context, WebhookForm form, WebhookResource webhook, string done) => context.Request.IsHtmx()
        ? Answers.Component<WebhookAnswer>((nameof(WebhookAnswer.Webhook), webhook), (nameof(WebhookAnswer.Notice), WebhookNotices.Of(done)))
        : Answers.SeeOther($"{form.Place.Page("done", done)}#{WebhooksPlace.RowId(webhook.Id)}");

    /// <summary>There is no such webhook any more.</summary>
    public static IResult Gone(HttpContext context, WebhooksPlace place, Guid id, string done) => context.Request.IsHtmx()
        ? Answers.Component<WebhookAnswer>((nameof(WebhookAnswer.GoneId), id), (nameof(WebhookAnswer.Notice), WebhookNotices.Of(done)))
        : Answers.SeeOther(place.Page("done", done));

    /// <summary>It was not done: the webhook as it is now, with the reason, and the question again where there was one.</summary>
    public async Task<IResult> RefusedAsync(HttpContext context, WebhookForm form, WebhookQuestion question, CancellationToken cancellationToken)
    {
        var problem = question.Problem!;
        var current = await api.GetAsync(question.Id, cancellationToken);
        if (problem.Type == ProblemTypes.WebhookNotFound || current.Problem is { Type: ProblemTypes.WebhookNotFound })
        {
            return Gone(context, form.Place, question.Id, "gone");
        }

        question = question with { Version = current.Value?.Version ?? question.Version };
        if (!context.Request.IsHtmx())
        {
            return Page(await reader.ReadAsync(form.Place, [], cancellationToken) with { Question = question, Notice = null }, problem.Status);
        }

        return current.Value is { } webhook
            ? Answers.Component<WebhookAnswer>((nameof(WebhookAnswer.Webhook), webhook), (nameof(WebhookAnswer.Question), question)).WithStatus(problem.Status)
            : Answers.Problem(problem);
    }
}
