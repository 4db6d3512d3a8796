using Items.Api.Input;
using Items.Api.ItemEndpoints;
using Items.Api.Problems;
using Items.Api.Streams;
using Items.Contracts;
using Items.Data.Snapshots;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Items.Api.Snapshots;

/// <summary>
/// The current items, page by page: whoever applies all pages in order has exactly the table at the <c>Items-Cursor</c> of the last one, whatever happened meanwhile. Earlier
/// pages have no such header, because what they lead to is the table at no position.
/// </summary>
internal static class ReadSnapshot
{
    public static async Task<Results<EventBatch, ProblemHttpResult>> Handle(
        HttpRequest request, SnapshotReader snapshots, CancellationToken cancellationToken)
    {
        var reader = new QueryReader(request.Query);
        var limit = reader.Limit(smallest: 1);
        var place = ReadPlace(reader);
        var filter = new SnapshotFilter(ReadAttributes(reader), ReadIds(reader));
        reader.Finish();

        if (await snapshots.ReadAsync(place, filter, limit, cancellationToken) is not { } page)
        {
            return TypedResults.Problem(ApiProblems.CursorGone("The log has begun a new life, or no longer keeps what changed since the page before."));
        }

        if (page.Next is { } next)
        {
            request.HttpContext.Response.Headers.Link = PageLink.Next(request, SnapshotRoutes.PageParameter, next.ToString());
        }
        else
        {
            ItemAnswer.SetPosition(request.HttpContext, new Cursor(page.Epoch, page.Head));
        }

        return new EventBatch(page.Events);
    }

    private static SnapshotPlace? ReadPlace(QueryReader reader)
    {
        if (reader.Text(SnapshotRoutes.PageParameter, SnapshotPlace.MaxLength) is not { } text)
        {
            return null;
        }

        if (!SnapshotPlace.TryParse(text, out var place))
        {
            reader.Errors.Add(new InvalidInput("The parameter must be taken from the Link of the page before, as it is.", Parameter: SnapshotRoutes.PageParameter));
        }

        return place;
    }

    private static string? ReadAttributes(QueryReader reader) => reader.Text("attributes", ItemLimits.MaxAttributesBytes) is { } attributes
        ? ItemAttributes.ReadFilter(attributes, reader.Errors)
        : null;

    private static Guid[]? ReadIds(QueryReader reader) =>
        reader.Text("ids", ItemLimits.MaxIds * ItemId.Length + ItemLimits.MaxIds - 1) is { } ids ? ItemId.ReadList("ids", ids, reader.Errors) : null;
}
