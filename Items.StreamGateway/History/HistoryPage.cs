using System.Buffers;
using Items.Contracts;
using Items.StreamGateway.Events;

namespace Items.StreamGateway.History;

/// <summary>A stretch of the log as the Api gave it, in one pooled buffer; disposing gives the buffer back.</summary>
internal sealed class HistoryPage(byte[] buffer, List<EventArray.Slice> events, Cursor head) : IDisposable
{
    private byte[]? _buffer = buffer;

    /// <summary>The log's head when the page was read.</summary>
    public Cursor Head { get; } = head;

    public int Count => events.Count;

    public Envelope EnvelopeAt(int index) => events[index].Envelope;

    /// <summary>One event's bytes, exactly as the Api wrote them.</summary>
    public ReadOnlySpan<byte> JsonAt(int index)
    {
        ObjectDisposedException.ThrowIf(_buffer is null, this);
        return _buffer.AsSpan(events[index].Start, events[index].Length);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
