using System.Text.Json.Serialization;

namespace Items.Contracts;

/// <summary>
/// An item as it is while a snapshot is read: CloudEvents 1.0.2 in JSON. It has no <c>sequence</c>, so that nobody resumes from the middle of a snapshot.
/// The hosts relay its bytes; this shape is for those who read them.
/// </summary>
/// <param name="Id">Unique within <paramref name="Source"/> for this state of the item.</param>
/// <param name="Source"><c>/streams/{epoch}</c>: the life of the log in which the item is in this state.</param>
/// <param name="Type"><see cref="EventTypes.Snapshot"/>.</param>
/// <param name="Subject">The item's id.</param>
/// <param name="Time">When the item last changed; when it is not there, the time of the read. UTC, microseconds.</param>
/// <param name="Data">The item; null when it is not, or no longer, among those asked for: remove it if you hold it.</param>
public sealed record ItemSnapshot(
    string Id,
    string Source,
    string Type,
    string Subject,
    [property: JsonConverter(typeof(Rfc3339Converter))] DateTimeOffset Time,
    ItemResource? Data)
{
    /// <summary>The CloudEvents version.</summary>
    [JsonPropertyName("specversion")]
    public string SpecVersion { get; init; } = "1.0";

    /// <summary>The media type of <see cref="Data"/>; null when that is.</summary>
    [JsonPropertyName("datacontenttype")]
    public string? DataContentType { get; init; }
}
