using Items.Contracts;
using Items.StreamGateway.Subscribers;

namespace Items.StreamGateway.Sse;

/// <summary><c>GET /sse</c>: the stream as Server-Sent Events.</summary>
internal sealed class FollowBySse(StreamOpener opener, SubscriberRegistry registry, SubscriberTools tools, SseSettings settings)
{
    public async Task HandleAsync(HttpContext context)
    {
        using var opened = await opener.OpenAsync(context);
        if (opened is null)
        {
            return;
        }

        SetHeaders(context.Response.Headers, opened.Cursor);
        await context.Response.StartAsync(context.RequestAborted);
        var transport = new SseTransport(context.Response.BodyWriter, settings, tools.Time);
        WriteStart(transport, opened.Cursor);
        if ((await transport.Output.FlushAsync()).IsCompleted)
        {
            return;
        }

        var subscriber = Subscriber.Over(transport, opened, tools);
        registry.Add(context, subscriber, transport.Name);
        try
        {
            await subscriber.RunAsync(context.RequestAborted);
        }
        finally
        {
            registry.Remove(context, transport.Name);
        }
    }

    private static void SetHeaders(IHeaderDictionary headers, Cursor? start)
    {
        headers.ContentType = "text/event-stream";
        headers.CacheControl = "no-store";
        headers["X-Accel-Buffering"] = "no";
        headers[StreamNames.CursorHeader] = start?.ToString();
    }

    private static void WriteStart(SseTransport transport, Cursor? start)
    {
        var batch = new FrameBatch(transport.Output);
        transport.WriteStart(ref batch, start);
        batch.Complete();
    }
}
