using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Items.Web.Tests.FrontDoor;

/// <summary>A replica behind the front door that says what reached it.</summary>
public sealed class Backend : IAsyncDisposable
{
    /// <summary>What the tests ask for through the front door to see what it does to the headers.</summary>
    private const string PassedOn = "/api/items";

    private WebApplication? _app;

    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Every request as method and path.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>The headers of the last request for <see cref="PassedOn"/>. The site's own requests, which come when they like, are for other things.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(Address.ToString());
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Use((context, next) =>
        {
            if (context.Request.Path == PassedOn && !context.Request.QueryString.HasValue)
            {
                Headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            }

            Requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
            return next(context);
        });
        _app.MapGet("/sse", DripAsync);
        _app.Map("/ws", EchoAsync);
        _app.MapPost("/api/broken", (HttpContext context) =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        _app.MapFallback("{**path}", (HttpRequest request) => Results.Text($"{Address.Port} {request.Path}"));
        await _app.StartAsync();
        Address = new Uri(_app.Urls.Single());
    }

    public ValueTask StopAsync() => _app!.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await StopAsync();
        }
    }

    /// <summary>A line now and then: whoever buffers them sees none for long.</summary>
    private static async Task DripAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        for (var number = 1; !context.RequestAborted.IsCancellationRequested; number++)
        {
            await context.Response.WriteAsync($"data: {number}\n\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(200), context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync("cloudevents.json");
        var buffer = new byte[1024];
        while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } received)
        {
            await socket.SendAsync(buffer.AsMemory(0, received.Count).ToArray(), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", context.RequestAborted);
    }
}
