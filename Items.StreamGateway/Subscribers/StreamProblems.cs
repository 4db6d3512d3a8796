using System.Globalization;
using Items.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Items.StreamGateway.Subscribers;

/// <summary>The refusals of a stream, all before any upgrade, as problem details (RFC 9457).</summary>
internal static class StreamProblems
{
    public static ProblemHttpResult Invalid(IReadOnlyList<InvalidInput> errors) => TypedResults.Problem(
        type: ProblemTypes.InvalidRequest,
        title: "The request is not valid.",
        statusCode: StatusCodes.Status400BadRequest,
        extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["errors"] = errors });

    public static ProblemHttpResult Gone() => TypedResults.Problem(
        type: ProblemTypes.CursorGone,
        title: "The position is no longer served.",
        detail: "The cursor is of another epoch, ahead of the log's head, or older than what is retained. Read a snapshot and follow from the Items-Cursor of its last page, or follow with snapshot=true.",
        statusCode: StatusCodes.Status410Gone,
        extensions: new Dictionary<string, object?>(StringComparer.Ordinal) { ["snapshot"] = StreamNames.SnapshotPath });

    public static ProblemHttpResult OriginNotAllowed() => TypedResults.Problem(
        type: ProblemTypes.OriginNotAllowed,
        title: "Pages of this origin may not read the stream.",
        statusCode: StatusCodes.Status403Forbidden);

    public static ProblemHttpResult UpgradeRequired(HttpResponse response)
    {
        response.Headers.Upgrade = "websocket";
        response.Headers.SecWebSocketVersion = "13";
        return TypedResults.Problem(
            type: ProblemTypes.UpgradeRequired,
            title: "This path speaks WebSocket, version 13.",
            detail: $"Open it with a WebSocket client, or follow {StreamNames.SsePath} with plain HTTP.",
            statusCode: StatusCodes.Status426UpgradeRequired);
    }

    /// <summary>429 and when to try again; it is up to the client to close some.</summary>
    public static ProblemHttpResult TooManyStreams(HttpResponse response)
    {
        SetRetryAfter(response);
        return TypedResults.Problem(
            type: ProblemTypes.TooManyStreams,
            title: "Your address has as many streams as one may have.",
            detail: "Close some, or share one: a stream can be filtered, and one unfiltered stream carries everything.",
            statusCode: StatusCodes.Status429TooManyRequests);
    }

    /// <summary>503 and when to try again: jittered, because many hear it at the same time.</summary>
    public static ProblemHttpResult Unavailable(HttpResponse response, string detail)
    {
        SetRetryAfter(response);
        return TypedResults.Problem(
            type: ProblemTypes.Unavailable,
            title: "The stream is not available now.",
            detail: detail,
            statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private static void SetRetryAfter(HttpResponse response) =>
        response.Headers[HeaderNames.RetryAfter] = Random.Shared.Next(1, 4).ToString(CultureInfo.InvariantCulture);
}
