using System.Text.Json.Serialization;

namespace Items.Contracts.Webhooks;

/// <summary>A webhook as every interface shows it. Its secret is shown once, when it is made (<see cref="WebhookSecret"/>), and never again.</summary>
/// <param name="Id">A UUID, version 7 when the server made it.</param>
/// <param name="Url">Where the events go.</param>
/// <param name="Description">For people; null when there is none.</param>
/// <param name="Types">Only events of these types; null for all.</param>
/// <param name="Attributes">Only events whose item has attributes that contain this object, as Postgres' <c>jsonb @&gt;</c> has it; null for all.</param>
/// <param name="BatchSize">Most events in one request. 1: each request has one CloudEvent as its body; else a JSON array of them (CloudEvents batch format).</param>
/// <param name="State">One of <see cref="WebhookStates"/>.</param>
/// <param name="StateReason">One of <see cref="WebhookStateReasons"/>; null while it is active.</param>
/// <param name="Cursor">Everything up to here has been delivered, or was not asked for.</param>
/// <param name="LagEvents">Events of the log after the cursor, asked for or not.</param>
/// <param name="LagSeconds">Age of the first event after the cursor; 0 when there is none.</param>
/// <param name="Failures">Attempts that have failed since the last that succeeded.</param>
/// <param name="FailingSince">When the first of these was made; null when the last attempt succeeded.</param>
/// <param name="NextAttemptAt">When the next attempt is due; null when nothing failed.</param>
/// <param name="PreviousSecretUntil">Until then the secret before the last rotation signs as well; null when only one does.</param>
/// <param name="Version">1, and one more at each change that a client makes; the entity tag.</param>
/// <param name="CreatedAt">UTC, microseconds.</param>
/// <param name="UpdatedAt">UTC, microseconds: the last change of what a client may set.</param>
public sealed record WebhookResource(
    Guid Id,
    string Url,
    string? Description,
    IReadOnlyList<string>? Types,
    RawJson? Attributes,
    int BatchSize,
    string State,
    string? StateReason,
    string Cursor,
    long LagEvents,
    double LagSeconds,
    int Failures,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? FailingSince,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? NextAttemptAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset? PreviousSecretUntil,
    int Version,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset CreatedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset UpdatedAt);
