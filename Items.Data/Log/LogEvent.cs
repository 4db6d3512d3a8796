using Items.Contracts;

namespace Items.Data.Log;

/// <summary>One event as it is read from the log, with its wire form.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="Type">Its type, which is also its routing key.</param>
/// <param name="Traceparent">The trace of the request that made the change.</param>
/// <param name="Json">The CloudEvent in UTF-8, as every interface relays it.</param>
public readonly record struct LogEvent(long Seq, string Type, string? Traceparent, ReadOnlyMemory<byte> Json);

/// <summary>A stretch of the log.</summary>
/// <param name="Epoch">The log's life.</param>
/// <param name="Head">The newest sequence number at the time of the read.</param>
/// <param name="Oldest">The oldest that is kept.</param>
/// <param name="Events">In order; contiguous unless filtered.</param>
public sealed record LogPage(string Epoch, long Head, long Oldest, IReadOnlyList<LogEvent> Events)
{
    /// <summary>How far the read got: every event up to here that was asked for is in the page.</summary>
    public long Through { get; init; }

    /// <summary>Why nothing can be read after a position (<see cref="ServedPosition"/>); null when everything that follows it can.</summary>
    public string? Refusal(Cursor position) => ServedPosition.Refusal(position, Epoch, Head, Oldest);
}
