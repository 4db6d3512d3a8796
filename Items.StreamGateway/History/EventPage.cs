using System.Buffers;
using Items.StreamGateway.Events;

namespace Items.StreamGateway.History;

/// <summary>Events as the Api gave them, in one pooled buffer; disposing gives the buffer back.</summary>
internal abstract class EventPage(byte[] buffer, List<EventArray.Slice> events) : IDisposable
{
    private byte[]? _buffer = buffer;

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
