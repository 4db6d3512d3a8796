using Items.Api.Idempotency;
using Items.Api.Input;
using Items.Contracts;
using Items.Data.Log;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Items.Api.ItemEndpoints;

internal static class CreateItem
{
    // Hop 1 of 8: the request is validated and becomes a change.
    public static async Task<Results<Created<ItemResource>, ProblemHttpResult>> Handle(
        HttpRequest request, ItemLog log, TimeProvider clock, CancellationToken cancellationToken)
    {
        var body = await ItemBody.ReadWholeAsync(request, cancellationToken);
        var change = new Change(ChangeKind.Create, body.Id ?? Guid.CreateVersion7(clock.GetUtcNow()), body.Text, body.Attributes ?? "{}")
        {
            Traceparent = RequestTrace.Traceparent(),
            Key = RequestKey.Of(request, body.Sent),
        };

        var outcome = await log.AppendAsync(change, cancellationToken);
        return outcome.Item is { } item
            ? TypedResults.Created(ItemRoutes.PathOf(item.Id), ItemAnswer.Describe(request.HttpContext, outcome, item))
            : ItemAnswer.Refuse(request.HttpContext, change, outcome);
    }
}
