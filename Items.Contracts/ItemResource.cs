using System.Text.Json.Serialization;

namespace Items.Contracts;

/// <summary>An item as every interface shows it.</summary>
/// <param name="Id">A UUID, version 7 when the server made it (RFC 9562).</param>
/// <param name="Text">What the item says: 1 to <see cref="ItemLimits.MaxTextLength"/> characters.</param>
/// <param name="Attributes">A JSON object of at most <see cref="ItemLimits.MaxAttributesBytes"/> bytes; <c>{}</c> when there are none.</param>
/// <param name="Version">1 when created, one more at each change.</param>
/// <param name="CreatedAt">UTC, microseconds.</param>
/// <param name="UpdatedAt">UTC, microseconds.</param>
/// <param name="Seq">The sequence number of the change that led to this state.</param>
public sealed record ItemResource(
    Guid Id,
    [property: JsonPropertyName("item")] string Text,
    RawJson Attributes,
    int Version,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset CreatedAt,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset UpdatedAt,
    long Seq);

/// <summary>The body of a create or replace.</summary>
/// <param name="Text">Required: 1 to <see cref="ItemLimits.MaxTextLength"/> characters.</param>
/// <param name="Attributes">A JSON object; <c>{}</c> when absent.</param>
/// <param name="Id">A UUID of the client's choice; the server makes one when absent.</param>
public sealed record NewItem(
    [property: JsonPropertyName("item")] string Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RawJson? Attributes = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? Id = null);

/// <summary>The body of a merge patch (RFC 7396): what is absent stays as it is.</summary>
/// <param name="Text">The new text.</param>
/// <param name="Attributes">A merge patch of the attributes.</param>
public sealed record ItemPatch(
    [property: JsonPropertyName("item"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RawJson? Attributes = null);
