using System.Net.ServerSentEvents;
using System.Net.WebSockets;
using System.Text;
using Items.Contracts;

namespace Items.EndToEnd.Tests.Snapshots;

/// <summary>Keeps a copy by one address with <c>snapshot=true</c>, whatever happens to its connections.</summary>
internal static class CopyFollower
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Follows over WebSocket, connecting as often as it must, until this is true.</summary>
    public static async Task ByWebSocketAsync(Uri host, TableCopy copy, Func<bool> until, CancellationToken cancellationToken)
    {
        var address = new UriBuilder(host) { Scheme = "ws", Path = StreamNames.WebSocketPath }.Uri;
        while (!until())
        {
            using var socket = new ClientWebSocket();
            try
            {
                var after = copy.Position is { } position ? $"&after={position}" : "";
                await socket.ConnectAsync(new Uri($"{address}?snapshot=true{after}"), cancellationToken);
                await ReceiveAsync(socket, copy, until, cancellationToken);
            }
            catch (WebSocketException)
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    /// <summary>Follows over one event stream until this is true, checking that what a browser would keep as last event id is right.</summary>
    public static async Task BySseAsync(HttpClient host, TableCopy copy, Func<bool> until, CancellationToken cancellationToken)
    {
        await using var stream = await host.GetStreamAsync(new Uri($"{StreamNames.SsePath}?snapshot=true", UriKind.Relative), cancellationToken);
        var parser = SseParser.Create(stream);
        await foreach (var block in parser.EnumerateAsync(cancellationToken))
        {
            copy.Apply(Encoding.UTF8.GetBytes(block.Data));
            parser.LastEventId.ShouldBe(copy.Position ?? "");
            if (until())
            {
                return;
            }
        }
    }

    private static async Task ReceiveAsync(ClientWebSocket socket, TableCopy copy, Func<bool> until, CancellationToken cancellationToken)
    {
        var buffer = new byte[128 * 1024];
        var length = 0;
        while (!until())
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                copy.Apply(buffer.AsMemory(0, length));
                length = 0;
            }
        }
    }
}
