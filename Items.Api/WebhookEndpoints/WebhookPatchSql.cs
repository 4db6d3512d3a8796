using Items.Contracts.Webhooks;

namespace Items.Api.WebhookEndpoints;

/// <summary>
/// A merge patch of a webhook in SQL, so that it is merged where the row is locked. A patch that leads to what is there already is no change. When it makes the webhook active, or points an active one elsewhere, what
/// failed before is forgotten and the next attempt is due. When it changes what is asked for, the request that failed is not repeated as it was: the next one is new.
/// </summary>
internal static class WebhookPatchSql
{
    private const string Description = "CASE WHEN @sets_description THEN @description ELSE w.description END";
    private const string Types = "CASE WHEN @sets_types THEN @types ELSE w.types END";

    /// <summary>The JSON value null removes the filter.</summary>
    private const string Attributes =
        "CASE WHEN @attributes IS NULL THEN w.attributes WHEN jsonb_typeof(@attributes) <> 'null' THEN items_merge_patch(w.attributes, @attributes) END";

    private const string BatchSize = "coalesce(@batch_size, w.batch_size)";
    private const string State = "coalesce(@state, w.state)";

    private const string Reason =
        $"CASE WHEN @state = '{WebhookStates.Active}' THEN NULL WHEN @state = '{WebhookStates.Disabled}' AND w.state <> @state THEN '{WebhookStateReasons.Requested}' ELSE w.state_reason END";

    private const string IsFresh = $"({State} = '{WebhookStates.Active}' AND (@state IS NOT NULL OR coalesce(@url <> w.url, false)))";
    private const string Failures = $"CASE WHEN {IsFresh} THEN 0 ELSE w.failures END";
    private const string NextAttempt = $"CASE WHEN {IsFresh} THEN NULL ELSE w.next_attempt_at END";

    private const string IsSameRequest = $"ROW({Types}, {Attributes}, {BatchSize}) IS NOT DISTINCT FROM ROW(w.types, w.attributes, w.batch_size)";

    public const string Assignments =
        $"""
        url = coalesce(@url, w.url), description = {Description}, types = {Types}, attributes = {Attributes}, batch_size = {BatchSize},
        state = {State}, state_reason = {Reason},
        failures = {Failures}, failing_since = CASE WHEN {IsFresh} THEN NULL ELSE w.failing_since END, next_attempt_at = {NextAttempt},
        retry_through = CASE WHEN {IsSameRequest} THEN w.retry_through END
        """;

    public const string IsSame =
        $"""
        ROW(coalesce(@url, w.url), {Description}, {State}, {Reason}, {Failures}, {NextAttempt})
            IS NOT DISTINCT FROM ROW(w.url, w.description, w.state, w.state_reason, w.failures, w.next_attempt_at) AND {IsSameRequest}
        """;

    /// <summary>The numbers are those of <see cref="WebhookVerdict"/>.</summary>
    public const string Refusal =
        $"""
        CASE WHEN @state = '{WebhookStates.Active}' AND w.state_reason = '{WebhookStateReasons.PositionGone}' THEN 2
             WHEN octet_length(({Attributes})::text) > @largest THEN 3 END
        """;
}
