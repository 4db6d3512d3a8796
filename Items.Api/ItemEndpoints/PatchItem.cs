using Items.Api.Idempotency;
using Items.Api.Input;
using Items.Contracts;
using Items.Data.Log;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Items.Api.ItemEndpoints;

internal static class PatchItem
{
    public static async Task<Results<Ok<ItemResource>, ProblemHttpResult>> Handle(
        string id, HttpRequest request, ItemLog log, CancellationToken cancellationToken)
    {
        var itemId = ItemId.FromPath(id);
        var body = await ItemBody.ReadPatchAsync(request, cancellationToken);
        SameId.Require(body, itemId);
        var change = new Change(ChangeKind.Patch, itemId, body.Text, body.Attributes)
        {
            IfMatch = Preconditions.IfMatch(request),
            IfNoneMatch = Preconditions.IfNoneMatch(request),
            Traceparent = RequestTrace.Traceparent(),
            Key = RequestKey.Of(request, body.Sent),
        };

        var outcome = await log.AppendAsync(change, cancellationToken);
        return outcome.Item is { } item
            ? TypedResults.Ok(ItemAnswer.Describe(request.HttpContext, outcome, item))
            : ItemAnswer.Refuse(request.HttpContext, change, outcome);
    }
}
