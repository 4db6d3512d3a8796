using Items.Data.Log;

namespace Items.Api.Relay;

/// <summary>Events that are with the broker, as messages of one channel that follow one another, until it has confirmed each. Not for concurrent use.</summary>
/// <param name="events">At least one.</param>
/// <param name="firstTag">The delivery tag of the first message.</param>
/// <param name="sentAt">A timestamp.</param>
internal sealed class SentBatch(IReadOnlyList<LogEvent> events, ulong firstTag, long sentAt)
{
    private readonly bool[] _confirmed = new bool[events.Count];
    private int _open = events.Count;

    public int Count => _confirmed.Length;

    /// <summary>The last event's sequence number.</summary>
    public long Last { get; } = events[^1].Seq;

    public long SentAt { get; } = sentAt;

    public RelaySpans Spans { get; } = new(events);

    public bool IsConfirmed => _open == 0;

    /// <summary>The broker confirms one message, or all up to it.</summary>
    public void Confirm(ulong tag, bool isMultiple)
    {
        var last = (long)tag - (long)firstTag;
        for (var i = Math.Max(0, isMultiple ? 0 : last); i <= last && i < Count; i++)
        {
            if (!_confirmed[i])
            {
                _confirmed[i] = true;
                _open--;
            }
        }
    }
}
