using Items.Contracts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Items.Api.Problems;

/// <summary>The pages that the problems' <c>type</c> references lead to.</summary>
internal static class ProblemPages
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        [ProblemTypes.MalformedJson] = "400. The body is not well-formed JSON in UTF-8, or is nested too deeply, or names a member twice. Nothing was stored.",
        [ProblemTypes.InvalidRequest] = "400. A member, parameter or header has a value that is not allowed. The member errors of the problem lists each place and reason. Nothing was stored.",
        [ProblemTypes.OriginNotAllowed] = "403. Web pages of this origin may not read the stream; the operator says which may. Programs are not asked.",
        [ProblemTypes.ItemNotFound] = "404. There is no item with this id; it may have been deleted.",
        [ProblemTypes.WebhookNotFound] = "404. There is no webhook with this id; it may have been deleted.",
        [ProblemTypes.WebhookDeliveryNotFound] = "404. The webhook has no delivery with this id, or no longer: only the newest are kept.",
        [ProblemTypes.WebhookExists] = "409. A webhook with this id exists. If your create was repeated, the first one took effect; a lost secret is replaced with rotate-secret.",
        [ProblemTypes.TooManyWebhooks] = "409. There are as many webhooks as there may be. Nothing was stored. Delete one that is not needed any more.",
        [ProblemTypes.WebhookPositionGone] = "409. The log no longer has what follows the webhook's cursor, so it cannot go on there without leaving something out unseen. Replay it after a cursor that is served, and read what lies between from a snapshot.",
        [ProblemTypes.ItemExists] = "409. An item with this id exists. PUT replaces it; POST without an id makes another.",
        [ProblemTypes.IdempotencyKeyInUse] = "409. A request with the same Idempotency-Key is under way. Retry-After says when to repeat yours, with the same key: it then gets the answer of the first one.",
        [ProblemTypes.CursorGone] = "410. The position is of another life of the log, ahead of its head, or older than what is kept. Read the items anew from the link in the member snapshot, page by page; the Items-Cursor header of the last page is where to go on.",
        [ProblemTypes.PreconditionFailed] = "412. If-Match or If-None-Match does not hold: the item or webhook changed since it was read. Read it again and decide on its current ETag.",
        [ProblemTypes.BodyTooLarge] = "413. The body is larger than what is read. Nothing was stored.",
        [ProblemTypes.UnsupportedMediaType] = "415. The Content-Type is missing or not one that the operation reads.",
        [ProblemTypes.IdempotencyKeyReused] = "422. The Idempotency-Key was used for a request with another method, path, condition or body. A repetition must be the same request; a new request needs a new key. Nothing was changed.",
        [ProblemTypes.UpgradeRequired] = "426. This path speaks WebSocket, version 13. Open it with a WebSocket client, or follow /sse with plain HTTP.",
        [ProblemTypes.TooManyStreams] = "429. As many streams are open from the client's address (or its /64, for IPv6) as one may have. Close some, or read one unfiltered stream and share it; Retry-After says when to try again.",
        [ProblemTypes.Unavailable] = "503. A part that this needs does not answer. Retry-After says when to try again; the member outcome says whether a change may have been made all the same. A change with an Idempotency-Key can be repeated safely.",
    };

    public static void MapProblems(this IEndpointRouteBuilder app) =>
        app.MapGet(ProblemTypes.Prefix + "{name}", Explain).WithName("ExplainProblem").WithTags("Problems").WithSummary("What a problem type means");

    private static Results<ContentHttpResult, NotFound> Explain(string name) => Texts.TryGetValue(ProblemTypes.Prefix + name, out var text)
        ? TypedResults.Text(text + "\n")
        : TypedResults.NotFound();
}
