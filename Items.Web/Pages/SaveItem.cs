using Items.Contracts;
using Items.Web.Pages.Parts;
using Items.Web.Upstream;

namespace Items.Web.Pages;

/// <summary>
/// <c>POST /items/{id}</c>: replaces an item, if it still is what its editor saw. Otherwise he sees both and decides; what he typed stays.
/// </summary>
internal static class SaveItem
{
    public static async Task<IResult> HandleAsync(HttpContext context, Guid id, ItemForm form, ItemsApi api, HomeReader reader, CancellationToken cancellationToken)
    {
        if (form.State is not { } state)
        {
            throw new BadHttpRequestException("The form does not say which state of the item it changes.");
        }

        var edit = new EditForm(id, form.Draft, state);
        if (!form.Draft.TryWriteBody(null, out var body, out var problem))
        {
            return await AskAgainAsync(context, form, edit with { Problem = problem }, null, reader, cancellationToken);
        }

        if ((await api.ReplaceAsync(id, body, state, cancellationToken)).IsGiven(out var saved, out problem))
        {
            return context.Request.IsHtmx()
                ? Answers.Row((nameof(RowAnswer.Item), saved.Item), (nameof(RowAnswer.Notice), Notices.Saved))
                : Answers.SeeOther($"{form.Place.Page("done", "saved")}#{PagePlace.RowId(id)}");
        }

        var current = await api.GetAsync(id, cancellationToken);
        if (problem.Type == ProblemTypes.PreconditionFailed && current.Problem is { Type: ProblemTypes.ItemNotFound })
        {
            problem = current.Problem; // deleted: a condition on what is no more fails, too
        }

        edit = problem.Type == ProblemTypes.PreconditionFailed && current.Value is { } now
            ? edit with { Problem = problem, State = now.Cursor, Current = now.Item }
            : edit with { Problem = problem };
        return await AskAgainAsync(context, form, edit, current.Value?.Item, reader, cancellationToken);
    }

    private static async Task<IResult> AskAgainAsync(
        HttpContext context, ItemForm form, EditForm edit, ItemResource? item, HomeReader reader, CancellationToken cancellationToken) =>
        context.Request.IsHtmx()
            ? Answers.Row((nameof(RowAnswer.Edit), edit), (nameof(RowAnswer.Item), item)).WithStatus(edit.Problem!.Status)
            : Answers.Page(await reader.ReadAsync(form.Place, cancellationToken) with { Edit = edit }, edit.Problem!.Status);
}
