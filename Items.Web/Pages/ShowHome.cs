using Items.Contracts;
using Items.Web.Upstream;

namespace Items.Web.Pages;

/// <summary><c>GET /</c>: the page. <c>edit</c> and <c>delete</c> name an item whose row is to be a form, for those without JavaScript.</summary>
internal static class ShowHome
{
    public static async Task<IResult> HandleAsync(
        HomeReader reader, ItemsApi api, string? q, string? after, string? edit, string? delete, string? done, CancellationToken cancellationToken)
    {
        var view = await reader.ReadAsync(PagePlace.Of(q, after), cancellationToken) with { Notice = Notices.Of(done) };
        if (view.List.Problem is { Type: ProblemTypes.InvalidRequest or ProblemTypes.CursorGone } && after is not null)
        {
            return Answers.SeeOther(PagePlace.Of(q, null).Page()); // a link from elsewhere, or from another life of the log
        }

        return Answers.Page(await OpenRowAsync(view, api, edit, delete, cancellationToken));
    }

    private static async Task<HomeView> OpenRowAsync(HomeView view, ItemsApi api, string? edit, string? delete, CancellationToken cancellationToken)
    {
        if (view.List.Value is null || !Guid.TryParse(edit ?? delete, out var id))
        {
            return view;
        }

        if (!(await api.GetAsync(id, cancellationToken)).IsGiven(out var item, out var problem))
        {
            return view with { Notice = problem.Type == ProblemTypes.ItemNotFound ? Notices.AlreadyGone : problem.Message };
        }

        return edit is not null ? view with { Edit = EditForm.Of(item) } : view with { Delete = new DeleteForm(item.Item, item.Cursor) };
    }
}
