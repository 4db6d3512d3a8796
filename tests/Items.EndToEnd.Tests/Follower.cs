using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using Items.Contracts;
using Items.Testing;

namespace Items.EndToEnd.Tests;

/// <summary>A WebSocket subscriber as a careful client writes it: it keeps what it got, and after a lost connection resumes after the last event.</summary>
internal sealed class Follower : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private readonly Uri _socket;
    private readonly Task _following;
    private string _cursor;

    private Follower(Uri socket, string after)
    {
        (_socket, _cursor) = (socket, after);
        _following = FollowAsync();
    }

    /// <summary>What came, in the order in which it came, across all connections.</summary>
    public ConcurrentQueue<ItemEvent> Events { get; } = new();

    public int Connections { get; private set; }

    /// <summary>Follows from a position on.</summary>
    /// <param name="host">An HTTP address that serves <c>/ws</c>.</param>
    /// <param name="after">A cursor.</param>
    public static async Task<Follower> StartAsync(Uri host, string after = "0")
    {
        var follower = new Follower(new UriBuilder(host) { Scheme = "ws", Path = StreamNames.WebSocketPath }.Uri, after);
        await Eventually.Async(() => follower.Connections > 0 || (follower._following.IsFaulted ? throw follower._following.Exception! : false));
        return follower;
    }

    /// <summary>Waits until this many events have come.</summary>
    public Task HasAsync(int count, TimeSpan? deadline = null) =>
        Eventually.Async(() => Events.Count >= count || (_following.IsFaulted ? throw _following.Exception! : false), deadline, $"{count} events, has {Events.Count}");

    /// <summary>The table, as the events tell it.</summary>
    public List<ItemResource> Fold()
    {
        var items = new Dictionary<Guid, ItemResource>();
        foreach (var change in Events)
        {
            if (change.Type == EventTypes.Deleted)
            {
                items.Remove(change.Data!.Id);
            }
            else
            {
                items[change.Data!.Id] = change.Data;
            }
        }

        return [.. items.Values.OrderBy(item => item.Id)];
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
    }

    private async Task FollowAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            using var socket = new ClientWebSocket();
            socket.Options.AddSubProtocol(StreamNames.WebSocketSubprotocol);
            try
            {
                await socket.ConnectAsync(new Uri($"{_socket}?after={_cursor}"), _ended.Token);
                Connections++;
                await ReceiveAsync(socket);
            }
            catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
            {
                await Task.Delay(50, CancellationToken.None);
            }
        }
    }

    private async Task ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[128 * 1024];
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), _ended.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                var change = JsonSerializer.Deserialize(buffer.AsSpan(0, length), ContractsJson.Default.ItemEvent)!;
                Events.Enqueue(change);
                _cursor = $"{change.Source[Cursor.SourcePrefix.Length..]}-{change.Sequence}";
                length = 0;
            }
        }
    }
}
