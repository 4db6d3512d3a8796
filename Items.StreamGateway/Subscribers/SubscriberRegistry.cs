using System.Collections.Concurrent;
using Items.StreamGateway.Telemetry;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Subscribers;

/// <summary>The open streams of this process, counted before they are opened.</summary>
internal sealed class SubscriberRegistry(IOptions<SubscriberOptions> options, GatewayMetrics metrics)
{
    private readonly ConcurrentDictionary<HttpContext, Subscriber> _open = new();
    private int _reserved;

    public int Count => Volatile.Read(ref _reserved);

    /// <summary>Takes one of the places; false when all are taken. Whoever got one gives it back.</summary>
    public bool TryReserve()
    {
        if (Interlocked.Increment(ref _reserved) <= options.Value.MaxSubscribers)
        {
            return true;
        }

        Release();
        return false;
    }

    public void Release() => Interlocked.Decrement(ref _reserved);

    public void Add(HttpContext connection, Subscriber subscriber, string transport)
    {
        _open[connection] = subscriber;
        metrics.Subscribed(1, transport);
    }

    public void Remove(HttpContext connection, string transport)
    {
        metrics.Subscribed(-1, transport);
        _open.TryRemove(connection, out _);
    }

    public void WakeAll()
    {
        foreach (var subscriber in _open.Values)
        {
            subscriber.Wake();
        }
    }

    public void AbortAll()
    {
        foreach (var connection in _open.Keys)
        {
            connection.Abort();
        }
    }
}
