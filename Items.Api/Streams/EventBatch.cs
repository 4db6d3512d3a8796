using System.Buffers;
using Items.Contracts;
using Items.Data.Log;

namespace Items.Api.Streams;

/// <summary>A page of the log as <c>application/cloudevents-batch+json</c>: the events' bytes as they are, in a JSON array.</summary>
internal sealed class EventBatch(IReadOnlyList<LogEvent> events) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = MessagingNames.EventBatchContentType;
        httpContext.Response.ContentLength = 2 + Math.Max(0, events.Count - 1) + events.Sum(e => (long)e.Json.Length);
        var body = httpContext.Response.BodyWriter;
        body.Write("["u8);
        for (var i = 0; i < events.Count; i++)
        {
            if (i > 0)
            {
                body.Write(","u8);
            }

            await body.WriteAsync(events[i].Json, httpContext.RequestAborted);
        }

        body.Write("]"u8);
        await body.FlushAsync(httpContext.RequestAborted);
    }
}
