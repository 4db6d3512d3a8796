namespace Items.Contracts.Webhooks;

/// <summary>The values of a webhook's <c>state</c>.</summary>
public static class WebhookStates
{
    /// <summary>Events are delivered, or tried again.</summary>
    public const string Active = "active";

    /// <summary>Delivery has stopped by itself and keeps its place; see <see cref="WebhookStateReasons"/>.</summary>
    public const string Suspended = "suspended";

    /// <summary>Delivery was ended by a client or by the receiver, and keeps its place.</summary>
    public const string Disabled = "disabled";
}

/// <summary>Why a webhook is not active.</summary>
public static class WebhookStateReasons
{
    /// <summary>Disabled: a client asked for it.</summary>
    public const string Requested = "requested";

    /// <summary>Disabled: the receiver answered 410 Gone (Standard Webhooks).</summary>
    public const string Gone = "gone";

    /// <summary>Suspended: every attempt of some days failed.</summary>
    public const string Failing = "failing";

    /// <summary>Suspended: the log no longer has what follows the cursor. A replay from a cursor that is served goes on; what lies between is in no event any more.</summary>
    public const string PositionGone = "position-gone";
}

/// <summary>What is delivered.</summary>
public static class WebhookDeliveryKinds
{
    /// <summary>The CloudEvents <c>type</c> of a test: a sample item as <c>data</c>, and no <c>sequence</c>. Never stored or published.</summary>
    public const string TestEventType = "webhook.test";

    /// <summary>Events of the log.</summary>
    public const string Events = "events";

    /// <summary>A sample that was asked for; it does not move the cursor.</summary>
    public const string Test = "test";
}

/// <summary>How an attempt ended.</summary>
public static class WebhookOutcomes
{
    /// <summary>A test that no Worker has taken yet.</summary>
    public const string Pending = "pending";

    /// <summary>Answered with 2xx.</summary>
    public const string Delivered = "delivered";

    /// <summary>Answered with anything else; a redirect is not followed.</summary>
    public const string Rejected = "rejected";

    /// <summary>No complete answer in time.</summary>
    public const string Timeout = "timeout";

    /// <summary>No connection, or one that broke: names, routes, TLS.</summary>
    public const string Unreachable = "unreachable";

    /// <summary>Not tried: the address is one that nothing is delivered to.</summary>
    public const string Refused = "refused";
}

/// <summary>Request headers of a delivery (Standard Webhooks).</summary>
public static class WebhookHeaders
{
    /// <summary>Identifies the message; the same at every attempt.</summary>
    public const string Id = "webhook-id";

    /// <summary>When the attempt was made: seconds since 1970 (UTC).</summary>
    public const string Timestamp = "webhook-timestamp";

    /// <summary><c>v1,</c> and the base64 of an HMAC-SHA256 over <c>{id}.{timestamp}.{body}</c>; two, separated by a space, while a rotated secret is still good.</summary>
    public const string Signature = "webhook-signature";
}
