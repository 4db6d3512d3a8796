using Items.StreamGateway.History;
using Items.StreamGateway.Snapshots;
using Items.StreamGateway.Telemetry;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Subscribers;

/// <summary>What all subscribers of the process share.</summary>
internal sealed class SubscriberTools(
    IOptions<SubscriberOptions> options,
    DrainState drain,
    Turns turns,
    HistoryClient history,
    SnapshotClient snapshots,
    EventTracing tracing,
    GatewayMetrics metrics,
    TimeProvider time)
{
    public SubscriberOptions Options { get; } = options.Value;

    public DrainState Drain { get; } = drain;

    public Turns Turns { get; } = turns;

    public HistoryClient History { get; } = history;

    public SnapshotClient Snapshots { get; } = snapshots;

    public EventTracing Tracing { get; } = tracing;

    public GatewayMetrics Metrics { get; } = metrics;

    public TimeProvider Time { get; } = time;
}
