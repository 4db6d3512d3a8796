using System.Globalization;
using Items.Contracts.Webhooks;

namespace Items.Web.Webhooks;

/// <summary>States, outcomes and numbers of webhooks in words.</summary>
internal static class WebhookWords
{
    public static string State(WebhookResource webhook) => webhook.State switch
    {
        WebhookStates.Active => webhook.Failures > 0 ? "Failing" : "Active",
        WebhookStates.Suspended => "Suspended",
        WebhookStates.Disabled => "Disabled",
        var other => other,
    };

    /// <summary>How the state looks: good, warn, bad or off.</summary>
    public static string Mood(WebhookResource webhook) => webhook.State switch
    {
        WebhookStates.Active => webhook.Failures > 0 ? "warn" : "good",
        WebhookStates.Suspended => "bad",
        _ => "off",
    };

    /// <summary>Why it is not delivering, and what can be done; null while it is.</summary>
    public static string? Reason(WebhookResource webhook) => webhook.StateReason switch
    {
        WebhookStateReasons.Requested => "Somebody disabled it. It keeps its place and can be resumed.",
        WebhookStateReasons.Gone => "The endpoint answered 410 Gone: it does not want to be called any more. It keeps its place; resume it when the endpoint is back.",
        WebhookStateReasons.Failing => "Every attempt of some days failed. It keeps its place; resume it when the endpoint is well again.",
        WebhookStateReasons.PositionGone => "The log no longer has what follows its place, so it cannot go on without leaving something out. Replay it from a position that is still there.",
        _ => webhook.State == WebhookStates.Active ? null : "It keeps its place and can be resumed.",
    };

    /// <summary>The state as it is announced when it changes.</summary>
    public static string Said(WebhookResource webhook) => $"{webhook.Url}: {State(webhook)}. {Reason(webhook)}".TrimEnd();

    public static string Lag(WebhookResource webhook) => webhook.LagEvents switch
    {
        0 => "Up to date",
        var events => $"{Count(events, "event")} behind, the oldest {Span(webhook.LagSeconds)} old",
    };

    public static string Outcome(WebhookDelivery attempt) => attempt.Outcome switch
    {
        WebhookOutcomes.Pending => "Waiting for a Worker",
        WebhookOutcomes.Delivered => "Delivered",
        WebhookOutcomes.Rejected => "Rejected",
        WebhookOutcomes.Timeout => "No answer in time",
        WebhookOutcomes.Unreachable => "Unreachable",
        WebhookOutcomes.Refused => "Not allowed",
        var other => other,
    };

    /// <summary>What the attempt was about.</summary>
    public static string About(WebhookDelivery attempt) => attempt switch
    {
        { Kind: WebhookDeliveryKinds.Test } => "test",
        { Events: > 1 } => $"{Count(attempt.Events, "event")}, {Number(attempt.First)} to {Number(attempt.Last)}",
        _ => $"event {Number(attempt.First)}",
    };

    public static string Duration(double milliseconds) =>
        milliseconds < 1_000 ? string.Create(CultureInfo.InvariantCulture, $"{milliseconds:0} ms") : string.Create(CultureInfo.InvariantCulture, $"{milliseconds / 1_000:0.0} s");

    public static string Span(double seconds) => seconds switch
    {
        < 1 => "less than a second",
        < 90 => Count((long)seconds, "second"),
        < 90 * 60 => Count((long)(seconds / 60), "minute"),
        < 36 * 3_600 => Count((long)(seconds / 3_600), "hour"),
        _ => Count((long)(seconds / 86_400), "day"),
    };

    public static string Count(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");

    /// <summary>A cursor's number, which is what people call an event by; the cursor itself where it has none.</summary>
    public static string Number(string? cursor) =>
        Contracts.Cursor.TryParse(cursor, out var position) ? position.Seq.ToString("N0", CultureInfo.InvariantCulture) : cursor ?? "";
}
