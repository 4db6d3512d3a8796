using Items.Contracts;

namespace Items.Benchmarks.FanOut;

/// <summary>The ways to subscribe at the gateway.</summary>
internal static class GatewayProtocol
{
    public static Protocol WebSocket { get; } = Protocol.WebSocket(StreamNames.WebSocketPath, StreamNames.WebSocketSubprotocol);

    public static Protocol WebSocketFromTheBeginning { get; } = Protocol.WebSocket($"{StreamNames.WebSocketPath}?after=0", StreamNames.WebSocketSubprotocol);

    /// <summary>Looks into real events, which carry the time of the change.</summary>
    public static Protocol WebSocketWithTimes { get; } = WebSocket with { CreateCounter = () => new FrameCounter([], Stamp.Time) };

    public static Protocol Sse { get; } = Protocol.ServerSentEvents(StreamNames.SsePath, "data");
}
