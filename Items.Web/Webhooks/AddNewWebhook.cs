using Items.Contracts;
using Items.Web.Pages;
using Items.Web.Upstream;
using Items.Web.Webhooks.Parts;

namespace Items.Web.Webhooks;

/// <summary>
/// <c>POST /webhooks</c>: adds a webhook and shows its secret. There is no redirect to where the secret could be shown again; sending the form again adds nothing and shows none.
/// </summary>
internal static class AddNewWebhook
{
    private const string AddedBefore = "Your earlier attempt was saved after all; its secret was shown then, or got lost on the way. If you do not have it, rotate it.";

    public static async Task<IResult> HandleAsync(HttpContext context, WebhookForm form, WebhooksApi api, WebhooksReader reader, CancellationToken cancellationToken)
    {
        var id = form.Id ?? Guid.CreateVersion7();
        if (!form.Draft.TryWriteBody(id, out var body, out var problem)
            || !(await api.CreateAsync(body, cancellationToken)).IsGiven(out var secret, out problem))
        {
            problem = problem.Type == ProblemTypes.WebhookExists ? problem with { Detail = AddedBefore } : problem;
            return await AskAgainAsync(context, form, new AddWebhookForm(id, form.Draft, problem), reader, cancellationToken);
        }

        return context.Request.IsHtmx()
            ? Answers.Component<AddedWebhookAnswer>((nameof(AddedWebhookAnswer.Secret), secret))
            : WebhookAnswers.Page(await reader.ReadAsync(WebhooksPlace.Top, [], cancellationToken) with { Secret = secret, Notice = WebhookNotices.Added });
    }

    private static async Task<IResult> AskAgainAsync(HttpContext context, WebhookForm form, AddWebhookForm add, WebhooksReader reader, CancellationToken cancellationToken) =>
        context.Request.IsHtmx()
            ? Answers.Component<AddWebhookFields>((nameof(AddWebhookFields.Form), add)).WithStatus(add.Problem!.Status)
            : WebhookAnswers.Page(await reader.ReadAsync(form.Place, [], cancellationToken) with { Add = add }, add.Problem!.Status);
}
