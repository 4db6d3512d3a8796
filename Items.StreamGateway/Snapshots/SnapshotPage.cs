using Items.Contracts;
using Items.StreamGateway.Events;
using Items.StreamGateway.History;

namespace Items.StreamGateway.Snapshots;

/// <summary>Some of the current items. Exactly one of the two says how it goes on.</summary>
/// <param name="buffer">The answer's bytes.</param>
/// <param name="items">Where the items lie in them.</param>
/// <param name="next">The Api's name for the next page; null on the last.</param>
/// <param name="end">On the last page the position at which all pages together are the table.</param>
internal sealed class SnapshotPage(byte[] buffer, List<EventArray.Slice> items, string? next, Cursor? end) : EventPage(buffer, items)
{
    public string? Next { get; } = next;

    public Cursor? End { get; } = end;
}
