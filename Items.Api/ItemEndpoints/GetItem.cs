using Items.Api.Input;
using Items.Api.Problems;
using Items.Contracts;
using Items.Data.Lists;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Items.Api.ItemEndpoints;

internal static class GetItem
{
    public static async Task<Results<Ok<ItemResource>, StatusCodeHttpResult, ProblemHttpResult>> Handle(
        string id, HttpRequest request, ItemLookup items, CancellationToken cancellationToken)
    {
        var itemId = ItemId.FromPath(id);
        var ifNoneMatch = Preconditions.IfNoneMatch(request);

        var found = await items.GetAsync(itemId, cancellationToken);
        var position = new Cursor(found.Epoch, found.Head);
        if (found.Items is not [var item])
        {
            ItemAnswer.SetPosition(request.HttpContext, position);
            return TypedResults.Problem(ApiProblems.ItemNotFound(itemId));
        }

        var resource = ItemAnswer.Describe(request.HttpContext, position, item.ToResource());
        return Preconditions.NotModified(ifNoneMatch, position with { Seq = resource.Seq })
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(resource);
    }
}
