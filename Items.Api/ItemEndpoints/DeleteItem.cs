using Items.Api.Idempotency;
using Items.Api.Input;
using Items.Data.Log;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Items.Api.ItemEndpoints;

internal static class DeleteItem
{
    public static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        string id, HttpRequest request, ItemLog log, CancellationToken cancellationToken)
    {
        var change = new Change(ChangeKind.Delete, ItemId.FromPath(id))
        {
            IfMatch = Preconditions.IfMatch(request),
            IfNoneMatch = Preconditions.IfNoneMatch(request),
            Traceparent = RequestTrace.Traceparent(),
            Key = RequestKey.Of(request),
        };

        var outcome = await log.AppendAsync(change, cancellationToken);
        if (outcome.Item is null)
        {
            return ItemAnswer.Refuse(request.HttpContext, change, outcome);
        }

        ItemAnswer.MarkReplay(request.HttpContext, outcome);
        ItemAnswer.SetPosition(request.HttpContext, outcome.Position);
        return TypedResults.NoContent();
    }
}
