using Items.Web.Live;
using Items.Web.Upstream;

namespace Items.Web.Pages;

/// <summary>Reads what the page shows.</summary>
internal sealed class HomeReader(ItemsApi api, LiveHub hub)
{
    public const int PageSize = 50;

    public async Task<HomeView> ReadAsync(PagePlace place, CancellationToken cancellationToken) => new()
    {
        Place = place,
        List = await api.ListAsync(place.Q, place.After, PageSize, cancellationToken),
        // After the list, so that the list is never older than what is said to have changed.
        Recent = hub.Recent,
    };
}
