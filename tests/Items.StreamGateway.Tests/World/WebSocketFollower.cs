using System.Net.WebSockets;
using System.Text.Json;
using Items.Contracts;
using Items.Testing;
using Items.Testing.Processes;

namespace Items.StreamGateway.Tests.World;

/// <summary>A subscriber that somebody else wrote: .NET's WebSocket client.</summary>
internal sealed class WebSocketFollower : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[2 * 1024 * 1024];

    private WebSocketFollower()
    {
    }

    public ClientWebSocket Socket => _socket;

    /// <summary>The start position that the gateway announced; null when it announced none.</summary>
    public Cursor? Start { get; private set; }

    public static async Task<WebSocketFollower> ConnectAsync(HostProcess gateway, string query = "", Action<ClientWebSocketOptions>? configure = null)
    {
        var follower = new WebSocketFollower();
        var options = follower._socket.Options;
        options.AddSubProtocol(StreamNames.WebSocketSubprotocol);
        options.CollectHttpResponseDetails = true;
        configure?.Invoke(options);
        using var limit = new CancellationTokenSource(Eventually.Patience);
        await follower._socket.ConnectAsync(new Uri($"ws://127.0.0.1:{gateway.Port}{StreamNames.WebSocketPath}{query}"), limit.Token);
        if (follower._socket.HttpResponseHeaders!.TryGetValue(StreamNames.CursorHeader, out var announced))
        {
            follower.Start = Cursor.TryParse(announced.Single(), out var start) ? start : throw new InvalidOperationException("No start position.");
        }

        return follower;
    }

    /// <summary>The next message's bytes; null when the gateway closed.</summary>
    public async Task<byte[]?> ReceiveAsync(TimeSpan? within = null)
    {
        using var limit = new CancellationTokenSource(within ?? Eventually.Patience);
        var length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer.AsMemory(length), limit.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            part.MessageType.ShouldBe(WebSocketMessageType.Text);
            length += part.Count;
            if (part.EndOfMessage)
            {
                return _buffer[..length];
            }
        }
    }

    /// <summary>The next event, parsed.</summary>
    public async Task<ItemEvent> ReceiveEventAsync(TimeSpan? within = null)
    {
        var message = await ReceiveAsync(within);
        message.ShouldNotBeNull($"closed: {_socket.CloseStatus} {_socket.CloseStatusDescription}");
        return JsonSerializer.Deserialize(message, ContractsJson.Default.ItemEvent)!;
    }

    /// <summary>Receives up to this sequence number and fails on the first that is not the one after its predecessor.</summary>
    public async Task ReceiveContiguousAsync(long from, long to, TimeSpan? within = null)
    {
        for (var seq = from; seq <= to; seq++)
        {
            (await ReceiveEventAsync(within)).Sequence.ShouldBe(Cursor.FormatSequence(seq));
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
