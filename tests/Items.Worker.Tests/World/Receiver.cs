using System.Collections.Concurrent;
using System.Net;
using Items.Testing.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Items.Worker.Tests.World;

/// <summary>
/// An integrator's endpoint: a real server on loopback, with as many endpoints as there are paths. It writes down every request before it answers, with 204 unless the test says otherwise.
/// </summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Delivery>> _received = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Func<HttpContext, Delivery, Task>> _answers = new(StringComparer.Ordinal);

    private Receiver(WebApplication app, int port)
    {
        (_app, Port) = (app, port);
        app.Run(AnswerAsync);
    }

    public int Port { get; }

    public static async Task<Receiver> StartAsync(params IPAddress[] addresses)
    {
        var port = FreePort.Reserve();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (var address in addresses.DefaultIfEmpty(IPAddress.Loopback))
            {
                kestrel.Listen(address, port);
            }
        });
        var receiver = new Receiver(builder.Build(), port);
        await receiver._app.StartAsync();
        return receiver;
    }

    public string Url(string path, string host = "127.0.0.1") => $"http://{host}:{Port}/{path}";

    /// <summary>What an endpoint does from now on.</summary>
    public void On(string path, Func<HttpContext, Delivery, Task> answer) => _answers[path] = answer;

    /// <summary>The same with a status alone.</summary>
    public void On(string path, int status) => On(path, (context, _) =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    /// <summary>Everything an endpoint got, in the order in which it came.</summary>
    public IReadOnlyList<Delivery> Received(string path) => [.. Queue(path)];

    /// <summary>The sequence numbers that an endpoint has taken with 2xx, in that order, repetitions included.</summary>
    public IReadOnlyList<long> Taken(string path) => [.. Queue(path).Where(delivery => delivery.Status is >= 200 and < 300).SelectMany(delivery => delivery.Sequences)];

    public int Count(string path) => Queue(path).Count;

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }

    private ConcurrentQueue<Delivery> Queue(string path) => _received.GetOrAdd(path, _ => new());

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!.TrimStart('/');
        var delivery = await Delivery.ReadAsync(context.Request);
        Queue(path).Enqueue(delivery);
        if (_answers.TryGetValue(path, out var answer))
        {
            await answer(context, delivery);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }

        delivery.Status = context.Response.StatusCode;
    }
}
