using System.Collections.Concurrent;
using Items.StreamGateway.Ring;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Tail;

/// <summary>
/// What the broker has brought and the tail has not yet taken. Bounded in bytes; what does not fit is dropped, which the tail sees as a gap in the
/// sequence and repairs. The order inside is the broker's, which nobody trusts.
/// </summary>
internal sealed class Inbox(IOptions<TailOptions> options)
{
    private readonly ConcurrentQueue<Arrival> _arrivals = new();
    private readonly long _maxBytes = options.Value.InboxMaxBytes;
    private long _bytes;

    /// <summary>Wakes the tail: a message came, or the broker's state changed, or time has passed.</summary>
    public WakeUp Changed { get; } = new();

    public bool IsEmpty => _arrivals.IsEmpty;

    public bool TryPost(Arrival arrival)
    {
        if (Interlocked.Add(ref _bytes, arrival.Size) > _maxBytes && !_arrivals.IsEmpty)
        {
            Interlocked.Add(ref _bytes, -arrival.Size);
            return false;
        }

        _arrivals.Enqueue(arrival);
        Changed.Set();
        return true;
    }

    public Arrival? Take()
    {
        if (!_arrivals.TryDequeue(out var arrival))
        {
            return null;
        }

        Interlocked.Add(ref _bytes, -arrival.Size);
        return arrival;
    }
}
