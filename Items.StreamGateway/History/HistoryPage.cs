using Items.Contracts;
using Items.StreamGateway.Events;

namespace Items.StreamGateway.History;

/// <summary>A stretch of the log.</summary>
internal sealed class HistoryPage(byte[] buffer, List<EventArray.Slice> events, Cursor head) : EventPage(buffer, events)
{
    /// <summary>The log's head when the page was read.</summary>
    public Cursor Head { get; } = head;
}
