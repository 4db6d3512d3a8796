using Items.Api.Input;
using Items.Api.Problems;
using Items.Contracts;
using Items.Data.Log;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Items.Api.ItemEndpoints;

/// <summary>What the answers about one item have in common.</summary>
internal static class ItemAnswer
{
    /// <summary>Sets <c>ETag</c> and <c>Items-Cursor</c> and passes the item on.</summary>
    public static ItemResource Describe(HttpContext context, Cursor position, ItemResource item)
    {
        context.Response.Headers.ETag = Preconditions.EntityTag(position with { Seq = item.Seq });
        SetPosition(context, position);
        return item;
    }

    /// <summary>Sets <c>Items-Cursor</c>: the change's event, or the log's position that the answer is consistent with.</summary>
    public static void SetPosition(HttpContext context, Cursor position) =>
        context.Response.Headers[StreamNames.CursorHeader] = position.ToString();

    /// <summary>The problem of a change that the log refused.</summary>
    public static ProblemHttpResult Refuse(Change change, ChangeOutcome outcome) => TypedResults.Problem(outcome.Result switch
    {
        ChangeResult.Exists => ApiProblems.ItemExists(change.Id),
        ChangeResult.Missing => ApiProblems.ItemNotFound(change.Id),
        ChangeResult.PreconditionFailed => ApiProblems.PreconditionFailed(),
        ChangeResult.TooLarge => ApiProblems.AttributesTooLarge(),
        ChangeResult.Rejected => ApiProblems.Rejected(),
        _ => throw new InvalidOperationException($"{outcome.Result} is no refusal."),
    });
}
