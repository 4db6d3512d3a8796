using System.Buffers;
using Items.Contracts;
using Items.Data.Log;

namespace Items.Api.Streams;

/// <summary>A page of events as <c>application/cloudevents-batch+json</c>: their bytes as they are, in a JSON array.</summary>
internal sealed class EventBatch(IReadOnlyList<ReadOnlyMemory<byte>> events) : IResult
{
    /// <summary>Handed to the connection at a time, in bytes: enough that a send is cheap for an event, and little of a page waits for a slow reader.</summary>
    private const int FlushBytes = 64 * 1024;

    public EventBatch(IEnumerable<LogEvent> events)
        : this([.. events.Select(e => e.Json)])
    {
    }

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = MessagingNames.EventBatchContentType;
        httpContext.Response.ContentLength = 2 + Math.Max(0, events.Count - 1) + events.Sum(e => (long)e.Length);
        var body = httpContext.Response.BodyWriter;
        var unflushed = 0;
        body.Write("["u8);
        for (var i = 0; i < events.Count; i++)
        {
            if (i > 0)
            {
                body.Write(","u8);
            }

            body.Write(events[i].Span);
            unflushed += events[i].Length;
            if (unflushed >= FlushBytes)
            {
                await body.FlushAsync(httpContext.RequestAborted);
                unflushed = 0;
            }
        }

        body.Write("]"u8);
        await body.FlushAsync(httpContext.RequestAborted);
    }
}
