using System.IO.Pipelines;
using Items.StreamGateway.Subscribers;

namespace Items.StreamGateway.WebSockets;

/// <summary><c>GET /ws</c>: the stream as WebSocket text frames, one event each.</summary>
internal sealed class FollowByWebSocket(StreamOpener opener, SubscriberRegistry registry, SubscriberTools tools, WebSocketSettings settings)
{
    /// <summary>One method for the life of the connection: each one more that waits is memory for every idle subscriber.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (!WebSocketHandshake.IsRequested(context))
        {
            await StreamProblems.UpgradeRequired(context.Response).ExecuteAsync(context);
            return;
        }

        using var opened = await opener.OpenAsync(context);
        if (opened is null)
        {
            return;
        }

        var (input, output) = await WebSocketHandshake.AcceptAsync(context, opened.Cursor);
        var transport = new WebSocketTransport(output, settings, tools.Time);
        var subscriber = Subscriber.Over(transport, opened, tools);
        var receiving = new WebSocketReceiver(input, transport, subscriber, settings.WebSockets, tools.Time).RunAsync();
        registry.Add(context, subscriber, transport.Name);
        try
        {
            // The receiver notices when the connection ends, and wakes the subscriber: there is no need for a token that says the same.
            await subscriber.RunAsync(CancellationToken.None);
        }
        finally
        {
            registry.Remove(context, transport.Name);
            await EndAsync(context, transport, input, receiving);
        }
    }

    /// <summary>
    /// The close has been sent. The client gets a moment to answer; then the connection ends in good order all the same: a reset would destroy what the client
    /// has yet to read, and one that sends on behind its close brings that about, as long as there is something that nobody has taken. Only one for whom something had to wait in vain is cut off.
    /// </summary>
    private async Task EndAsync(HttpContext context, WebSocketTransport transport, PipeReader input, Task receiving)
    {
        if (transport.IsDead)
        {
            context.Abort();
        }
        else if (!transport.HasPeerClosed)
        {
            await Task.WhenAny(receiving, Task.Delay(settings.WebSockets.CloseTimeout, tools.Time, context.RequestAborted));
        }

        input.CancelPendingRead();
        await receiving;
    }
}
