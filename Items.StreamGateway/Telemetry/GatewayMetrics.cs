using System.Diagnostics.Metrics;
using Items.StreamGateway.Tail;

namespace Items.StreamGateway.Telemetry;

/// <summary>The meter <c>Items.StreamGateway</c>.</summary>
internal sealed class GatewayMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _received;
    private readonly Counter<long> _ignored;
    private readonly Counter<long> _repaired;
    private readonly Counter<long> _deliveries;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _snapshotsBegun;
    private readonly Counter<long> _snapshotsCompleted;
    private readonly UpDownCounter<int> _subscribers;
    private readonly UpDownCounter<int> _catchUps;

    public GatewayMetrics(IMeterFactory meters, TailState tail)
    {
        _meter = meters.Create("Items.StreamGateway");
        _received = _meter.CreateCounter<long>("items.gateway.messages.received", "{message}", "Messages from the broker.");
        _ignored = _meter.CreateCounter<long>("items.gateway.messages.ignored", "{message}", "Messages that were not appended, by reason.");
        _repaired = _meter.CreateCounter<long>("items.gateway.events.from_history", "{event}", "Events that the broker had not brought.");
        _deliveries = _meter.CreateCounter<long>("items.gateway.deliveries", "{event}", "Events written to subscribers.");
        _bytes = _meter.CreateCounter<long>("items.gateway.delivered", "By", "Bytes written to subscribers.");
        _subscribers = _meter.CreateUpDownCounter<int>("items.gateway.subscribers", "{subscriber}", "Open streams.");
        _catchUps = _meter.CreateUpDownCounter<int>("items.gateway.catch_ups", "{subscriber}", "Streams that are being served a page of history or of a snapshot.");
        _snapshotsBegun = _meter.CreateCounter<long>("items.gateway.snapshots.begun", "{snapshot}", "Snapshots of which subscribers got the beginning.");
        _snapshotsCompleted = _meter.CreateCounter<long>("items.gateway.snapshots.completed", "{snapshot}", "Snapshots of which they got the end.");
        _meter.CreateObservableGauge("items.gateway.tail.lag", () => tail.Lag, "{event}", "Events in the log that the gateway has not got.");
        _meter.CreateObservableGauge("items.gateway.ring.size", () => tail.Ring?.Bytes ?? 0, "By", "Memory of the recent events.");
    }

    public void Received() => _received.Add(1);

    public void Malformed() => Ignored("malformed");

    public void Overflowed() => Ignored("overflow");

    public void Foreign() => Ignored("foreign_epoch");

    public void Duplicate() => Ignored("duplicate");

    public void Repaired(int events) => _repaired.Add(events);

    public void Delivered(int events, int bytes, string transport)
    {
        _deliveries.Add(events, Transport(transport));
        _bytes.Add(bytes, Transport(transport));
    }

    public void Subscribed(int change, string transport) => _subscribers.Add(change, Transport(transport));

    public void SnapshotBegun() => _snapshotsBegun.Add(1);

    public void SnapshotCompleted() => _snapshotsCompleted.Add(1);

    public void CatchingUp(int change) => _catchUps.Add(change);

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Transport(string name) => new("transport", name);

    private void Ignored(string reason) => _ignored.Add(1, new KeyValuePair<string, object?>("reason", reason));
}
