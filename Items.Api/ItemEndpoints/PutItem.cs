using Items.Api.Idempotency;
using Items.Api.Input;
using Items.Contracts;
using Items.Data.Log;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Items.Api.ItemEndpoints;

internal static class PutItem
{
    public static async Task<Results<Ok<ItemResource>, Created<ItemResource>, ProblemHttpResult>> Handle(
        string id, HttpRequest request, ItemLog log, CancellationToken cancellationToken)
    {
        var itemId = ItemId.FromPath(id);
        var body = await ItemBody.ReadWholeAsync(request, cancellationToken);
        SameId.Require(body, itemId);
        var change = new Change(ChangeKind.Put, itemId, body.Text, body.Attributes ?? "{}")
        {
            IfMatch = Preconditions.IfMatch(request),
            IfNoneMatch = Preconditions.IfNoneMatch(request),
            Traceparent = RequestTrace.Traceparent(),
            Key = RequestKey.Of(request, body.Sent),
        };

        var outcome = await log.AppendAsync(change, cancellationToken);
        if (outcome.Item is not { } item)
        {
            return ItemAnswer.Refuse(request.HttpContext, change, outcome);
        }

        ItemAnswer.Describe(request.HttpContext, outcome, item);
        return outcome.Result == ChangeResult.Created ? TypedResults.Created(ItemRoutes.PathOf(itemId), item) : TypedResults.Ok(item);
    }
}
