using Items.StreamGateway.Telemetry;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Subscribers;

/// <summary>What all subscribers of the process share.</summary>
internal sealed class SubscriberTools(
    IOptions<SubscriberOptions> options, DrainState drain, CatchUp catchUp, EventTracing tracing, GatewayMetrics metrics, TimeProvider time)
{
    public SubscriberOptions Options { get; } = options.Value;

    public DrainState Drain { get; } = drain;

    public CatchUp CatchUp { get; } = catchUp;

    public EventTracing Tracing { get; } = tracing;

    public GatewayMetrics Metrics { get; } = metrics;

    public TimeProvider Time { get; } = time;
}
