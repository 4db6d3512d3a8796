using Items.Contracts;
using Items.Web.Pages.Parts;
using Items.Web.Upstream;

namespace Items.Web.Pages;

/// <summary><c>POST /items/{id}/delete</c>: deletes an item, if it still is what was agreed to be deleted.</summary>
internal static class DeleteItem
{
    public static async Task<IResult> HandleAsync(HttpContext context, Guid id, ItemForm form, ItemsApi api, HomeReader reader, CancellationToken cancellationToken)
    {
        if (form.State is not { } state)
        {
            throw new BadHttpRequestException("The form does not say which state of the item it deletes.");
        }

        if ((await api.DeleteAsync(id, state, cancellationToken)).IsGiven(out _, out var problem))
        {
            return Done(context, form, id, Notices.Deleted, "deleted");
        }

        var current = await api.GetAsync(id, cancellationToken);
        if (current.Value is { } now)
        {
            var question = new DeleteForm(now.Item, now.Cursor, problem);
            return context.Request.IsHtmx()
                ? Answers.Row((nameof(RowAnswer.Delete), question)).WithStatus(problem.Status)
                : Answers.Page(await reader.ReadAsync(form.Place, cancellationToken) with { Delete = question }, problem.Status);
        }

        if (current.Problem is { Type: ProblemTypes.ItemNotFound })
        {
            return Done(context, form, id, Notices.AlreadyGone, "gone");
        }

        return context.Request.IsHtmx()
            ? Answers.Problem(problem)
            : Answers.Page(await reader.ReadAsync(form.Place, cancellationToken) with { Notice = problem.Message }, problem.Status);
    }

    private static IResult Done(HttpContext context, ItemForm form, Guid id, string notice, string done) =>
        context.Request.IsHtmx() ? Answers.Gone(id, notice) : Answers.SeeOther(form.Place.Page("done", done));
}
