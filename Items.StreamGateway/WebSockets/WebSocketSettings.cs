using Items.StreamGateway.Subscribers;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.WebSockets;

/// <summary>The options a WebSocket needs, once for all of them.</summary>
internal sealed class WebSocketSettings(IOptions<WebSocketOptions> webSockets, IOptions<SubscriberOptions> subscribers, IOptions<DrainOptions> drain)
{
    public WebSocketOptions WebSockets { get; } = webSockets.Value;

    public TimeSpan Heartbeat { get; } = subscribers.Value.Heartbeat;

    public TimeSpan RetrySpread { get; } = drain.Value.RetrySpread;
}
