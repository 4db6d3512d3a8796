using Items.Contracts;
using Items.Contracts.Webhooks;
using Microsoft.AspNetCore.Mvc;

namespace Items.Api.Problems;

/// <summary>The problems this API answers with (RFC 9457), one method each.</summary>
internal static class ApiProblems
{
    public static ProblemDetails Invalid(params InvalidInput[] errors)
    {
        var problem = New(StatusCodes.Status400BadRequest, ProblemTypes.InvalidRequest, "The request holds values that are not allowed.");
        problem.Extensions["errors"] = errors;
        return problem;
    }

    public static ProblemDetails MalformedJson(string detail) =>
        New(StatusCodes.Status400BadRequest, ProblemTypes.MalformedJson, "The body is not well-formed JSON.", detail);

    public static ProblemDetails UnsupportedMediaType(string[] accepted) =>
        New(StatusCodes.Status415UnsupportedMediaType, ProblemTypes.UnsupportedMediaType, "The body is of a media type that this operation does not read.",
            $"Send Content-Type: {string.Join(" or ", accepted)}.");

    public static ProblemDetails BodyTooLarge() =>
        New(StatusCodes.Status413PayloadTooLarge, ProblemTypes.BodyTooLarge, "The body is too large.", $"At most {ItemLimits.MaxBodyBytes} bytes are read.");

    public static ProblemDetails ItemNotFound(Guid id) =>
        New(StatusCodes.Status404NotFound, ProblemTypes.ItemNotFound, "There is no such item.", $"No item has the id {id}.");

    public static ProblemDetails ItemExists(Guid id) =>
        New(StatusCodes.Status409Conflict, ProblemTypes.ItemExists, "The item exists already.", $"An item has the id {id}.");

    public static ProblemDetails PreconditionFailed(string what = "item") =>
        New(StatusCodes.Status412PreconditionFailed, ProblemTypes.PreconditionFailed, $"The {what} is not in the state that the condition names.",
            $"Read the {what} again and decide on its current ETag.");

    public static ProblemDetails AttributesTooLarge() => Invalid(new InvalidInput(
        "The attributes that this leads to are larger than the limit, with numbers written in full.", Pointer: "#/attributes"));

    public static ProblemDetails Rejected() => Invalid(new InvalidInput("The database does not accept a value of the request.", Pointer: "#"));

    public static ProblemDetails IdempotencyKeyInUse() =>
        New(StatusCodes.Status409Conflict, ProblemTypes.IdempotencyKeyInUse, "A request with this Idempotency-Key is under way.",
            "Repeat the request with the same key in a moment: it then gets the answer of the first one.");

    public static ProblemDetails IdempotencyKeyReused() =>
        New(StatusCodes.Status422UnprocessableEntity, ProblemTypes.IdempotencyKeyReused, "The Idempotency-Key was used for another request.",
            "Method, path, conditions or body differ from those of the first request with this key. Nothing was changed. A new request needs a new key.");

    public static ProblemDetails WebhookNotFound(Guid id) =>
        New(StatusCodes.Status404NotFound, ProblemTypes.WebhookNotFound, "There is no such webhook.", $"No webhook has the id {id}.");

    public static ProblemDetails WebhookDeliveryNotFound(Guid id) =>
        New(StatusCodes.Status404NotFound, ProblemTypes.WebhookDeliveryNotFound, "There is no such delivery.", $"The webhook has no delivery with the id {id}, or no longer.");

    public static ProblemDetails WebhookExists(Guid id) =>
        New(StatusCodes.Status409Conflict, ProblemTypes.WebhookExists, "The webhook exists already.", $"A webhook has the id {id}.");

    public static ProblemDetails TooManyWebhooks() =>
        New(StatusCodes.Status409Conflict, ProblemTypes.TooManyWebhooks, "There are as many webhooks as there may be.", $"Delete one of the {WebhookLimits.MaxWebhooks} first.");

    public static ProblemDetails WebhookPositionGone() =>
        New(StatusCodes.Status409Conflict, ProblemTypes.WebhookPositionGone, "The log no longer has what follows the webhook's cursor.",
            "It cannot be resumed there without leaving something out unseen. A replay after a cursor that is served makes it active again.");

    public static ProblemDetails CursorGone(string detail)
    {
        var problem = New(StatusCodes.Status410Gone, ProblemTypes.CursorGone, "The position is not served.", detail);
        problem.Extensions["snapshot"] = StreamNames.SnapshotPath;
        return problem;
    }

    public static ProblemDetails Unavailable(bool outcomeUnknown, bool isRepeatable = false)
    {
        var problem = New(StatusCodes.Status503ServiceUnavailable, ProblemTypes.Unavailable, "The service cannot answer now.", (outcomeUnknown, isRepeatable) switch
        {
            (false, _) => "Nothing was changed; try again.",
            (true, true) => "The change may or may not have been made: repeat the request with the same Idempotency-Key, and it is made once.",
            (true, false) => "The change may or may not have been made: look before repeating it. A change of items with an Idempotency-Key can be repeated safely.",
        });
        problem.Extensions["outcome"] = outcomeUnknown ? "unknown" : "unchanged";
        return problem;
    }

    private static ProblemDetails New(int status, string type, string title, string? detail = null) =>
        new() { Status = status, Type = type, Title = title, Detail = detail };
}
