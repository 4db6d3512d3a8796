using Items.Contracts;

namespace Items.Data.Log;

/// <summary>The one rule of which positions a log serves: those of its own life, from just before the oldest event that is kept to the head.</summary>
public static class ServedPosition
{
    /// <summary>Why nothing can be read after a position; null when everything that follows it can.</summary>
    /// <param name="position">The position. Without an epoch it is one of the log's own life.</param>
    /// <param name="epoch">The log's life.</param>
    /// <param name="head">Its newest sequence number.</param>
    /// <param name="oldest">The oldest that is kept.</param>
    public static string? Refusal(Cursor position, string epoch, long head, long oldest) => position switch
    {
        { Epoch: { } life } when life != epoch => "The cursor is of another life of the log.",
        { Seq: var seq } when seq > head => "The cursor is ahead of the log's head.",
        { Seq: var seq } when seq < oldest - 1 => "The log no longer keeps what follows the cursor.",
        _ => null,
    };
}
