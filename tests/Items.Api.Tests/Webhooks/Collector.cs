using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Items.Testing.Processes;

namespace Items.Api.Tests.Webhooks;

/// <summary>An OTLP endpoint that keeps what it is sent: traces, metrics and logs, whose texts stand in them as they are.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly ConcurrentQueue<byte[]> _received = new();
    private readonly HttpListener _listener = new();
    private readonly Task _listening;

    private Collector(string address)
    {
        Address = address;
        _listener.Prefixes.Add(address + "/");
        _listener.Start();
        _listening = ListenAsync();
    }

    public string Address { get; }

    public static Collector Start() => new($"http://127.0.0.1:{FreePort.Reserve()}");

    public bool Has(string text) => _received.Any(export => export.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _listening;
    }

    private async Task ListenAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                _received.Enqueue(body.ToArray());
                context.Response.Close();
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException or IOException)
            {
                // The listener was closed, or an exporter went away.
            }
        }
    }
}
