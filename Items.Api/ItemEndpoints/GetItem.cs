using Items.Api.Input;
using Items.Api.Problems;
using Items.Contracts;
using Items.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Items.Api.ItemEndpoints;

internal static class GetItem
{
    public static async Task<Results<Ok<ItemResource>, StatusCodeHttpResult, ProblemHttpResult>> Handle(
        string id, HttpRequest request, ItemsDbContext db, CancellationToken cancellationToken)
    {
        var itemId = ItemId.FromPath(id);
        var ifNoneMatch = Preconditions.IfNoneMatch(request);

        // One statement, hence one snapshot: the position covers exactly what the item shows.
        var found = await (
            from log in db.Stream
            from item in db.Items.Where(item => item.Id == itemId).DefaultIfEmpty()
            select new { log.Epoch, log.Head, Item = item }).SingleAsync(cancellationToken);

        var position = new Cursor(found.Epoch, found.Head);
        if (found.Item is null)
        {
            ItemAnswer.SetPosition(request.HttpContext, position);
            return TypedResults.Problem(ApiProblems.ItemNotFound(itemId));
        }

        var resource = ItemAnswer.Describe(request.HttpContext, position, found.Item.ToResource());
        return Preconditions.NotModified(ifNoneMatch, position with { Seq = resource.Seq })
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(resource);
    }
}
