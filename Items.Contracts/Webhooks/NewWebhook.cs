using System.Text.Json.Serialization;

namespace Items.Contracts.Webhooks;

/// <summary>The body of a new webhook.</summary>
/// <param name="Url">Required: an absolute <c>https</c> URL of at most <see cref="WebhookLimits.MaxUrlLength"/> characters, without user and fragment.</param>
/// <param name="Description">At most <see cref="WebhookLimits.MaxDescriptionLength"/> characters.</param>
/// <param name="Types">Event types among <see cref="EventTypes.Stored"/>, at least one; all when absent.</param>
/// <param name="Attributes">An object that the item's attributes must contain.</param>
/// <param name="BatchSize">1 to <see cref="WebhookLimits.MaxBatchSize"/>; 1 when absent.</param>
/// <param name="After">The cursor to start after; the log's head when absent.</param>
/// <param name="Id">A UUID of the client's choice; the server makes one when absent.</param>
public sealed record NewWebhook(
    string Url,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Description = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Types = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RawJson? Attributes = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? BatchSize = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? After = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? Id = null);

/// <summary>The body of a merge patch of a webhook (RFC 7396): what is absent stays, null removes what may be absent.</summary>
/// <param name="Url">As in <see cref="NewWebhook"/>.</param>
/// <param name="Description">As in <see cref="NewWebhook"/>.</param>
/// <param name="Types">As in <see cref="NewWebhook"/>, replaced as a whole; null for all.</param>
/// <param name="Attributes">As in <see cref="NewWebhook"/>, merged; null for all.</param>
/// <param name="BatchSize">As in <see cref="NewWebhook"/>; null for 1.</param>
/// <param name="State"><see cref="WebhookStates.Disabled"/> stops delivery, <see cref="WebhookStates.Active"/> resumes it at the cursor.</param>
public sealed record WebhookPatch(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Url = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Description = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Types = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RawJson? Attributes = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? BatchSize = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? State = null);

/// <summary>The body of a replay.</summary>
/// <param name="After">Required: the cursor to deliver after, again or for the first time; a bare number, also as a JSON number, from people.</param>
public sealed record WebhookReplay(string After);
