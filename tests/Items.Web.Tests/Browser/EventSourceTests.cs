using System.Collections.Concurrent;
using Items.Testing;
using Items.Testing.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Items.Web.Tests.Browser;

/// <summary>What a browser makes of the event streams that the gateway writes.</summary>
public sealed class EventSourceTests(Chromium chromium)
{
    private const string Position = "6923a1c4-00000000000000000007";

    /// <summary>A stream that resumes, the beginning of one with a snapshot, and one that nobody asks more of.</summary>
    private static readonly string[] Streams =
        [$"retry: 50\nid: {Position}\n\n", "retry: 50\nid: \n\nevent: snapshot.begin\ndata: {}\n\n", "retry: 50\nid: \n\n"];

    [Fact]
    public async Task One_that_is_cut_off_in_the_middle_of_a_snapshot_forgets_where_it_was_before()
    {
        var lastIds = new ConcurrentQueue<string>();
        var port = FreePort.Reserve();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        await using var gateway = builder.Build();
        gateway.MapGet("/page", context => AnswerAsync(context, "text/html", DocumentedExampleTests.Example()));
        gateway.MapGet("/sse", context =>
        {
            lastIds.Enqueue(context.Request.Headers["Last-Event-ID"].ToString());
            return AnswerAsync(context, "text/event-stream", Streams[Math.Min(lastIds.Count, Streams.Length) - 1]);
        });
        await gateway.StartAsync(TestContext.Current.CancellationToken);
        await using var visitor = await chromium.VisitAsync(new Uri($"http://127.0.0.1:{port}"), "/page");

        await Eventually.Async(() => lastIds.Count >= 3);
        lastIds.Take(3).ShouldBe(["", Position, ""]);
    }

    private static Task AnswerAsync(HttpContext context, string type, string body)
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body);
    }
}
