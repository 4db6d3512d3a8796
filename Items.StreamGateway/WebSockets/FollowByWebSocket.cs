using System.IO.Pipelines;
using Items.StreamGateway.Subscribers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Items.StreamGateway.WebSockets;

/// <summary><c>GET /ws</c>: the stream as WebSocket text frames, one event each.</summary>
internal sealed class FollowByWebSocket(StreamOpener opener, SubscriberRegistry registry, SubscriberTools tools, WebSocketSettings settings)
{
    public static async Task<Results<EmptyHttpResult, ProblemHttpResult>> HandleAsync(HttpContext context, FollowByWebSocket stream)
    {
        if (await stream.OpenAsync(context) is { } refusal)
        {
            return refusal;
        }

        return TypedResults.Empty;
    }

    private async Task<ProblemHttpResult?> OpenAsync(HttpContext context)
    {
        if (!WebSocketHandshake.IsRequested(context))
        {
            return StreamProblems.UpgradeRequired(context.Response);
        }

        if (!registry.TryReserve())
        {
            return StreamProblems.Unavailable(context.Response, "The gateway has as many subscribers as it takes.");
        }

        try
        {
            var (opened, refusal) = await opener.OpenAsync(context);
            if (opened is null)
            {
                return refusal;
            }

            var (input, output) = await WebSocketHandshake.AcceptAsync(context, opened.Cursor);
            await FollowAsync(context, input, output, opened);
            return null;
        }
        finally
        {
            registry.Release();
        }
    }

    private async Task FollowAsync(HttpContext context, Stream input, PipeWriter pipe, OpenedStream opened)
    {
        var transport = new WebSocketTransport(pipe, settings, tools.Time);
        var output = new SubscriberOutput(transport, opened.Filter, opened.Ring, opened.Position, tools);
        var subscriber = new Subscriber(opened.Ring, output, tools);
        var receiving = new WebSocketReceiver(input, transport, subscriber.Wake, settings.WebSockets.MaxClientFrameBytes).RunAsync();
        await registry.RunAsync(context, subscriber, transport.Name);

        // The close has been sent. The client gets a moment to answer, so that the connection does not end in a reset that destroys unread frames.
        if (!transport.IsDead)
        {
            await Task.WhenAny(receiving, Task.Delay(settings.WebSockets.CloseTimeout, tools.Time, context.RequestAborted));
        }

        if (!receiving.IsCompleted)
        {
            context.Abort();
        }

        await receiving;
    }
}
