using System.Text.Json.Serialization;

namespace Items.Contracts;

/// <summary>
/// One change as it travels: CloudEvents 1.0.2 in JSON, with the extensions <c>sequence</c> and <c>traceparent</c>.
/// The hosts relay its bytes; this shape is for those who read them.
/// </summary>
/// <param name="Id">Unique within <paramref name="Source"/>: the sequence number in 20 digits.</param>
/// <param name="Source"><c>/streams/{epoch}</c>: which life of the log numbered the event.</param>
/// <param name="Type">One of <see cref="EventTypes"/>.</param>
/// <param name="Subject">The item's id.</param>
/// <param name="Time">When the change was committed; UTC, microseconds.</param>
/// <param name="Sequence">20 digits, zero-padded; without a hole from 1.</param>
/// <param name="Traceparent">W3C Trace Context of the request that made the change; null when it was not traced.</param>
/// <param name="Data">The item after the change, or its last state when it was deleted; null on a checkpoint.</param>
public sealed record ItemEvent(
    string Id,
    string Source,
    string Type,
    string? Subject,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Time,
    string Sequence,
    string? Traceparent,
    ItemResource? Data)
{
    /// <summary>The CloudEvents version.</summary>
    [JsonPropertyName("specversion")]
    public string SpecVersion { get; init; } = "1.0";

    /// <summary>The media type of <see cref="Data"/>.</summary>
    [JsonPropertyName("datacontenttype")]
    public string DataContentType { get; init; } = "application/json";
}
