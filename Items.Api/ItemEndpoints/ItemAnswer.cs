using Items.Api.Input;
using Items.Api.Problems;
using Items.Contracts;
using Items.Data.Log;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Items.Api.ItemEndpoints;

/// <summary>What the answers about one item have in common.</summary>
internal static class ItemAnswer
{
    /// <summary>Describes what a change led to, and whether it did so just now.</summary>
    public static ItemResource Describe(HttpContext context, ChangeOutcome outcome, ItemResource item)
    {
        MarkReplay(context, outcome);
        return Describe(context, outcome.Position, item);
    }

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
    public static ProblemHttpResult Refuse(HttpContext context, Change change, ChangeOutcome outcome)
    {
        MarkReplay(context, outcome);
        if (outcome.Result == ChangeResult.KeyInUse)
        {
            context.Response.Headers.RetryAfter = FailureHandler.RetryAfterSeconds;
        }

        return TypedResults.Problem(ProblemOf(change, outcome));
    }

    /// <summary>Says so when the answer is that of an earlier request with the same key.</summary>
    public static void MarkReplay(HttpContext context, ChangeOutcome outcome)
    {
        if (outcome.IsReplay)
        {
            context.Response.Headers[StreamNames.IdempotencyReplayedHeader] = "true";
        }
    }

    private static ProblemDetails ProblemOf(Change change, ChangeOutcome outcome) => outcome.Result switch
    {
        ChangeResult.Exists => ApiProblems.ItemExists(change.Id),
        ChangeResult.Missing => ApiProblems.ItemNotFound(change.Id),
        ChangeResult.PreconditionFailed => ApiProblems.PreconditionFailed(),
        ChangeResult.TooLarge => ApiProblems.AttributesTooLarge(),
        ChangeResult.Rejected => ApiProblems.Rejected(),
        ChangeResult.KeyReused => ApiProblems.IdempotencyKeyReused(),
        ChangeResult.KeyInUse => ApiProblems.IdempotencyKeyInUse(),
        _ => throw new InvalidOperationException($"{outcome.Result} is no refusal."),
    };
}
