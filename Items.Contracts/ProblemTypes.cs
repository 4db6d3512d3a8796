namespace Items.Contracts;

/// <summary>Stable <c>type</c> references of problem details (RFC 9457). They resolve against the API's origin to a page that explains them.</summary>
public static class ProblemTypes
{
    /// <summary>Path prefix of every type.</summary>
    public const string Prefix = "/problems/";

    /// <summary>400: the body is not JSON.</summary>
    public const string MalformedJson = Prefix + "malformed-json";

    /// <summary>400: a member, parameter or header has a value that is not allowed; <c>errors</c> says which and why.</summary>
    public const string InvalidRequest = Prefix + "invalid-request";

    /// <summary>404: there is no such item.</summary>
    public const string ItemNotFound = Prefix + "item-not-found";

    /// <summary>409: an item with this id exists already.</summary>
    public const string ItemExists = Prefix + "item-exists";

    /// <summary>404: there is no such webhook.</summary>
    public const string WebhookNotFound = Prefix + "webhook-not-found";

    /// <summary>404: the webhook has no such delivery, or keeps it no longer.</summary>
    public const string WebhookDeliveryNotFound = Prefix + "webhook-delivery-not-found";

    /// <summary>409: a webhook with this id exists already.</summary>
    public const string WebhookExists = Prefix + "webhook-exists";

    /// <summary>409: there are as many webhooks as there may be.</summary>
    public const string TooManyWebhooks = Prefix + "too-many-webhooks";

    /// <summary>409: the webhook cannot be resumed, because the log no longer has what follows its cursor; a replay says where to go on.</summary>
    public const string WebhookPositionGone = Prefix + "webhook-position-gone";

    /// <summary>409: a request with the same <c>Idempotency-Key</c> is not answered yet. <c>Retry-After</c> is set.</summary>
    public const string IdempotencyKeyInUse = Prefix + "idempotency-key-in-use";

    /// <summary>422: the <c>Idempotency-Key</c> was used for another request.</summary>
    public const string IdempotencyKeyReused = Prefix + "idempotency-key-reused";

    /// <summary>412: the item or webhook is not in the state that the request's condition names.</summary>
    public const string PreconditionFailed = Prefix + "precondition-failed";

    /// <summary>410: the cursor's position is not served; <c>snapshot</c> links to where to start again.</summary>
    public const string CursorGone = Prefix + "cursor-gone";

    /// <summary>413: the body is larger than the limit.</summary>
    public const string BodyTooLarge = Prefix + "body-too-large";

    /// <summary>415: the body is not of a media type that this operation reads.</summary>
    public const string UnsupportedMediaType = Prefix + "unsupported-media-type";

    /// <summary>403: web pages of this origin may not use this interface.</summary>
    public const string OriginNotAllowed = Prefix + "origin-not-allowed";

    /// <summary>426: this path speaks WebSocket only.</summary>
    public const string UpgradeRequired = Prefix + "upgrade-required";

    /// <summary>429: the client's address has as many streams as one may have. <c>Retry-After</c> is set.</summary>
    public const string TooManyStreams = Prefix + "too-many-streams";

    /// <summary>503: a part this needs is not available; nothing was stored unless <c>outcome</c> says it is unknown. <c>Retry-After</c> is set.</summary>
    public const string Unavailable = Prefix + "unavailable";
}
