using Items.Api.Input;
using Items.Api.Problems;
using Items.Contracts;
using Items.Data.Lists;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Items.Api.ItemEndpoints;

/// <summary>
/// A page of items in the order of their creation. <c>after</c> is a position in that order, taken from the previous page's <c>Link</c>; the
/// <c>Items-Cursor</c> of the answer is the position in the log that the page shows.
/// </summary>
internal static class ListItems
{
    private const int MaxSearchLength = 200;
    private const string Newest = "newest";

    public static async Task<Results<Ok<IReadOnlyList<ItemResource>>, ProblemHttpResult>> Handle(
        HttpRequest request, ItemReader items, CancellationToken cancellationToken)
    {
        var query = Query.Read(request.Query);
        // One more than the page, to know whether another follows.
        var found = await items.ListAsync(new(query.Limit + 1, query.After?.Seq, query.Search, query.Attributes, query.IsNewestFirst), cancellationToken);

        var position = new Cursor(found.Epoch, found.Head);
        if (query.After is { Epoch: { } epoch } && epoch != position.Epoch)
        {
            return TypedResults.Problem(ApiProblems.CursorGone("The cursor is of another life of the log."));
        }

        var page = found.Items.Take(query.Limit).ToList();
        ItemAnswer.SetPosition(request.HttpContext, position);
        if (page.Count < found.Items.Count)
        {
            var next = new Cursor(position.Epoch, page[^1].CreatedSeq);
            request.HttpContext.Response.Headers.Link = PageLink.Next(request, next);
        }

        return TypedResults.Ok<IReadOnlyList<ItemResource>>(page.ConvertAll(item => item.ToResource()));
    }

    private sealed record Query(int Limit, Cursor? After, string? Search, string? Attributes, bool IsNewestFirst)
    {
        public static Query Read(IQueryCollection parameters)
        {
            var reader = new QueryReader(parameters);
            var search = reader.Text("q", MaxSearchLength);
            var attributes = reader.Text("attributes", ItemLimits.MaxAttributesBytes);
            var query = new Query(
                reader.Limit(smallest: 1),
                reader.After(),
                string.IsNullOrEmpty(search) ? null : $"%{Escape(search)}%",
                attributes is null ? null : ItemAttributes.ReadFilter(attributes, reader.Errors),
                reader.Choice("order", "oldest", Newest) == Newest);
            reader.Finish();
            return query;
        }

        private static string Escape(string text) => text
            .Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal);
    }
}
