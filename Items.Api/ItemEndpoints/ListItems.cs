using Items.Api.Input;
using Items.Api.Problems;
using Items.Contracts;
using Items.Data;
using Items.Data.Model;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

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
        HttpRequest request, ItemsDbContext db, CancellationToken cancellationToken)
    {
        var query = Query.Read(request.Query);
        var rows = await ReadAsync(db, query, cancellationToken);

        var position = new Cursor(rows[0].Epoch, rows[0].Head);
        if (query.After is { Epoch: { } epoch } && epoch != position.Epoch)
        {
            return TypedResults.Problem(ApiProblems.CursorGone("The cursor is of another life of the log."));
        }

        var page = rows.Where(row => row.Item is not null).Select(row => row.Item!).OrderBy(item => query.IsNewestFirst ? -item.CreatedSeq : item.CreatedSeq).ToList();
        ItemAnswer.SetPosition(request.HttpContext, position);
        if (page.Count > query.Limit)
        {
            page.RemoveAt(query.Limit);
            var next = new Cursor(position.Epoch, page[^1].CreatedSeq);
            request.HttpContext.Response.Headers.Link = PageLink.Next(request, next);
        }

        return TypedResults.Ok<IReadOnlyList<ItemResource>>(page.ConvertAll(item => item.ToResource()));
    }

    /// <summary>One statement, hence one snapshot; one row more than the page, to know whether another follows; at least one row, for the position.</summary>
    private static Task<List<Row>> ReadAsync(ItemsDbContext db, Query query, CancellationToken cancellationToken) => (
        from log in db.Stream
        from item in Select(db.Items, query).Take(query.Limit + 1).DefaultIfEmpty()
        select new Row(log.Epoch, log.Head, item)).ToListAsync(cancellationToken);

    private static IQueryable<Item> Select(IQueryable<Item> items, Query query)
    {
        if (query.Search is { } search)
        {
            items = items.Where(item => EF.Functions.ILike(item.Text, search, @"\"));
        }

        if (query.Attributes is { } attributes)
        {
            items = items.Where(item => EF.Functions.JsonContains(item.Attributes, attributes));
        }

        if (query.After is { } after)
        {
            items = query.IsNewestFirst ? items.Where(item => item.CreatedSeq < after.Seq) : items.Where(item => item.CreatedSeq > after.Seq);
        }

        return query.IsNewestFirst ? items.OrderByDescending(item => item.CreatedSeq) : items.OrderBy(item => item.CreatedSeq);
    }

    private sealed record Row(string Epoch, long Head, Item? Item);

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
