using Items.Contracts;
using Items.StreamGateway.Subscribers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Items.StreamGateway.Sse;

/// <summary><c>GET /sse</c>: the stream as Server-Sent Events.</summary>
internal sealed class FollowBySse(StreamOpener opener, SubscriberRegistry registry, SubscriberTools tools, SseSettings settings)
{
    public static async Task<Results<EmptyHttpResult, ProblemHttpResult>> HandleAsync(HttpContext context, FollowBySse stream)
    {
        if (await stream.OpenAsync(context) is { } refusal)
        {
            return refusal;
        }

        return TypedResults.Empty;
    }

    private async Task<ProblemHttpResult?> OpenAsync(HttpContext context)
    {
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

            await FollowAsync(context, opened);
            return null;
        }
        finally
        {
            registry.Release();
        }
    }

    private async Task FollowAsync(HttpContext context, OpenedStream opened)
    {
        var headers = context.Response.Headers;
        headers.ContentType = "text/event-stream";
        headers.CacheControl = "no-store";
        headers["X-Accel-Buffering"] = "no";
        headers[StreamNames.CursorHeader] = opened.Cursor.ToString();
        await context.Response.StartAsync(context.RequestAborted);

        var transport = new SseTransport(context.Response.BodyWriter, settings, tools.Time);
        var output = new SubscriberOutput(transport, opened.Filter, opened.Ring, opened.Position, tools);
        if (await StartAsync(transport, opened.Cursor))
        {
            await registry.RunAsync(context, new Subscriber(opened.Ring, output, tools), transport.Name);
        }
    }

    private static async Task<bool> StartAsync(SseTransport transport, Cursor start)
    {
        WriteStart(transport, start);
        var result = await transport.Output.FlushAsync();
        return !result.IsCompleted && !result.IsCanceled;
    }

    private static void WriteStart(SseTransport transport, Cursor start)
    {
        var batch = new FrameBatch(transport.Output);
        transport.WriteStart(ref batch, start);
        batch.Complete();
    }
}
