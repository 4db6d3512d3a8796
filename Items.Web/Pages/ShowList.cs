using Items.Contracts;
using Items.Web.Pages.Parts;
using Items.Web.Upstream;
using Microsoft.AspNetCore.Mvc;

namespace Items.Web.Pages;

/// <summary>
/// <c>GET /items</c>: the list alone, for searching and for reading anew; with <c>more</c> only its rows, to be put after those that are there; with
/// <c>count</c> as many rows as the page had.
/// </summary>
internal static class ShowList
{
    public static async Task<IResult> HandleAsync(
        HttpContext context, ItemsApi api, string? q, string? after, [FromQuery] bool? more, int? count, CancellationToken cancellationToken)
    {
        var place = PagePlace.Of(q, after);
        if (!context.Request.IsHtmx())
        {
            return Answers.SeeOther(place.Page());
        }

        var limit = Math.Clamp(count ?? HomeReader.PageSize, HomeReader.PageSize, ItemLimits.MaxPageSize);
        var list = await api.ListAsync(place.Q, place.After, limit, cancellationToken);
        if (list.Problem is { } problem)
        {
            return Answers.Problem(problem);
        }

        if (more is true)
        {
            return Answers.Component<MorePage>((nameof(MorePage.Page), list.Value), (nameof(MorePage.Place), place));
        }

        return Answers.Component<ItemList>((nameof(ItemList.View), new HomeView { Place = place, List = list, Recent = [] }));
    }
}
