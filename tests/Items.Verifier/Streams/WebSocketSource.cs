using System.Net;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Items.Contracts;

namespace Items.Verifier.Streams;

/// <summary><c>/ws</c>: one event per text message.</summary>
public sealed class WebSocketSource : IEventSource
{
    private const int PositionGone = 4410;

    public async IAsyncEnumerable<ItemEvent> OpenAsync(Uri host, StreamQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(StreamNames.WebSocketSubprotocol);
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(5);
        socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(15);
        await ConnectAsync(socket, host, query, cancellationToken);
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await ReceiveAsync(socket, buffer, message, cancellationToken))
        {
            yield return JsonSerializer.Deserialize(message.GetBuffer().AsSpan(0, (int)message.Length), ContractsJson.Default.ItemEvent)!;
        }
    }

    private static async Task ConnectAsync(ClientWebSocket socket, Uri host, StreamQuery query, CancellationToken cancellationToken)
    {
        var address = new UriBuilder(host) { Scheme = host.Scheme == Uri.UriSchemeHttps ? "wss" : "ws", Path = StreamNames.WebSocketPath, Query = query.ToString() };
        try
        {
            await socket.ConnectAsync(address.Uri, cancellationToken);
        }
        catch (WebSocketException refused) when (socket.HttpStatusCode >= HttpStatusCode.BadRequest)
        {
            throw new StreamRefusedException(socket.HttpStatusCode, refused.Message);
        }
        catch (WebSocketException broken)
        {
            throw new IOException(broken.Message, broken);
        }
    }

    /// <summary>The next whole message; false at the end of the stream.</summary>
    private static async Task<bool> ReceiveAsync(ClientWebSocket socket, byte[] buffer, MemoryStream message, CancellationToken cancellationToken)
    {
        message.SetLength(0);
        while (true)
        {
            ValueWebSocketReceiveResult part;
            try
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            }
            catch (WebSocketException broken)
            {
                throw new IOException(broken.Message, broken);
            }

            if (part.MessageType == WebSocketMessageType.Close)
            {
                return (int?)socket.CloseStatus == PositionGone
                    ? throw new StreamRefusedException(HttpStatusCode.Gone, socket.CloseStatusDescription ?? "")
                    : false;
            }

            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return true;
            }
        }
    }
}
