using Items.StreamGateway.Subscribers;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Sse;

/// <summary>The options an SSE stream needs, once for all of them.</summary>
internal sealed class SseSettings(IOptions<SseOptions> sse, IOptions<SubscriberOptions> subscribers, IOptions<DrainOptions> drain)
{
    public SseOptions Sse { get; } = sse.Value;

    public TimeSpan Heartbeat { get; } = subscribers.Value.Heartbeat;

    public TimeSpan RetrySpread { get; } = drain.Value.RetrySpread;
}
