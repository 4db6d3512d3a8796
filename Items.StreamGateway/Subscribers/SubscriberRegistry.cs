using System.Collections.Concurrent;
using Items.StreamGateway.Telemetry;

namespace Items.StreamGateway.Subscribers;

/// <summary>The open streams of this process, to be woken or cut off all together.</summary>
internal sealed class SubscriberRegistry(GatewayMetrics metrics)
{
    private readonly ConcurrentDictionary<HttpContext, Subscriber> _open = new();

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
            try
            {
                connection.Abort();
            }
            catch (ObjectDisposedException)
            {
                // Its request ended meanwhile; the others are still to be cut off.
            }
        }
    }
}
