using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.WebSockets;

/// <summary>What the gateway expects of WebSocket clients.</summary>
internal sealed class WebSocketOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "WebSockets";

    /// <summary>
    /// A client that has answered nothing for this many heartbeats is taken for dead. Time in which the connection takes no more bytes does not count; time in which they
    /// lie unread in the buffers of kernels and proxies does, because they look as if they had arrived.
    /// </summary>
    [Range(1, 100)]
    public int MissedHeartbeats { get; set; } = 4;

    /// <summary>A client frame that announces more bytes than this ends the connection with 1009. Smaller messages end it with 1003: the stream takes none.</summary>
    [Range(125, 1_048_576)]
    public int MaxClientFrameBytes { get; set; } = 4_096;

    /// <summary>Pings and pongs of one client in a second at most; more end the connection with 1008. Reading them costs the other subscribers' time.</summary>
    [Range(1, 1_000_000)]
    public int MaxPingsPerSecond { get; set; } = 100;

    /// <summary>Time the client has to answer a close, to close its side after one, and to read what comes before one that it brought about; then it is cut off.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(2);
}

/// <summary>The annotations above, checked by code that the compiler wrote.</summary>
[OptionsValidator]
internal sealed partial class WebSocketOptionsValidator : IValidateOptions<WebSocketOptions>;
