using Items.Contracts;
using Items.StreamGateway.Subscribers;

namespace Items.StreamGateway.Snapshots;

/// <summary>Which items a snapshot is of, as the Api's query has it. Types are of changes and restrict no snapshot.</summary>
/// <param name="Query">What follows the first parameter.</param>
internal sealed record SnapshotFilter(string Query)
{
    /// <summary>Servers take a request line of 8 KiB; this leaves room for the other parameters.</summary>
    private const int MaxQueryLength = 7_500;

    private static readonly SnapshotFilter Everything = new("");

    /// <summary>The filter of a stream, as one of its snapshot.</summary>
    public static SnapshotFilter Of(EventFilter? filter, List<InvalidInput> errors)
    {
        if (filter?.Subjects is { Count: > ItemLimits.MaxIds })
        {
            errors.Add(new InvalidInput($"At most {ItemLimits.MaxIds} ids are possible with a snapshot.", Parameter: "subject"));
        }

        var ids = filter?.Subjects is { } subjects ? $"&ids={string.Join(',', subjects)}" : "";
        var attributes = filter?.Attributes is { } matcher ? $"&attributes={Uri.EscapeDataString(matcher.Wanted.GetRawText())}" : "";
        if (ids.Length + attributes.Length > MaxQueryLength)
        {
            errors.Add(new InvalidInput("The filters are too long for a snapshot.", Parameter: "snapshot"));
        }

        return ids.Length + attributes.Length == 0 ? Everything : new SnapshotFilter(ids + attributes);
    }
}
