using Items.Contracts;
using Items.Web.Pages.Parts;
using Items.Web.Upstream;

namespace Items.Web.Pages;

/// <summary><c>GET /items/{id}</c>, <c>…/edit</c>, <c>…/delete</c>: the row, as it is, as a form, as a question.</summary>
internal static class ShowItem
{
    public static Task<IResult> ViewAsync(HttpContext context, Guid id, ItemsApi api, CancellationToken cancellationToken) =>
        RowAsync(context, id, null, api, item => [(nameof(RowAnswer.Item), item.Item)], cancellationToken);

    public static Task<IResult> EditAsync(HttpContext context, Guid id, ItemsApi api, CancellationToken cancellationToken) =>
        RowAsync(context, id, "edit", api, item => [(nameof(RowAnswer.Edit), EditForm.Of(item)), (nameof(RowAnswer.Item), item.Item)], cancellationToken);

    public static Task<IResult> DeleteAsync(HttpContext context, Guid id, ItemsApi api, CancellationToken cancellationToken) =>
        RowAsync(context, id, "delete", api, item => [(nameof(RowAnswer.Delete), new DeleteForm(item.Item, item.Cursor))], cancellationToken);

    private static async Task<IResult> RowAsync(
        HttpContext context, Guid id, string? form, ItemsApi api, Func<TaggedItem, (string, object?)[]> row, CancellationToken cancellationToken)
    {
        if (!context.Request.IsHtmx())
        {
            return Answers.SeeOther(form is null ? $"/#{PagePlace.RowId(id)}" : PagePlace.Top.Row(form, id));
        }

        if ((await api.GetAsync(id, cancellationToken)).IsGiven(out var item, out var problem))
        {
            return Answers.Row(row(item));
        }

        return problem.Type == ProblemTypes.ItemNotFound ? Answers.Gone(id, Notices.AlreadyGone) : Answers.Problem(problem);
    }
}
