using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Items.Benchmarks.Webhooks;

/// <summary>An endpoint that reads every request to its end and answers 204. It keeps some of the bodies, so that others can send the same.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private const int KeptBodies = 200;

    private readonly WebApplication _server;
    private long _requests;

    private Receiver(WebApplication server) => _server = server;

    public long Requests => Volatile.Read(ref _requests);

    public ConcurrentQueue<byte[]> Bodies { get; } = [];

    public static async Task<Receiver> StartAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var receiver = new Receiver(builder.Build());
        receiver._server.Run(receiver.TakeAsync);
        await receiver._server.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        if (Bodies.Count < KeptBodies)
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            Bodies.Enqueue(body.ToArray());
        }
        else
        {
            await context.Request.Body.CopyToAsync(Stream.Null);
        }

        Interlocked.Increment(ref _requests);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
