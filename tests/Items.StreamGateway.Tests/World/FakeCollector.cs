using System.Collections.Concurrent;
using Items.Testing.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Items.StreamGateway.Tests.World;

/// <summary>Where the gateway's telemetry goes: an OTLP endpoint that keeps what it is sent.</summary>
internal sealed class FakeCollector : IAsyncDisposable
{
    private readonly ConcurrentQueue<byte[]> _received = new();
    private readonly WebApplication _app;

    private FakeCollector()
    {
        Port = FreePort.Reserve();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{Port}");
        _app = builder.Build();
        _app.MapPost("/v1/{signal}", async (HttpContext context) =>
        {
            var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            _received.Enqueue(body.ToArray());
        });
    }

    private int Port { get; }

    /// <summary>What makes a process send its telemetry here, soon.</summary>
    public (string, string)[] Settings =>
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{Port}"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_BSP_SCHEDULE_DELAY", "100"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "200"),
    ];

    public static async Task<FakeCollector> StartAsync()
    {
        var collector = new FakeCollector();
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>Whether one export held all of these bytes.</summary>
    public bool Has(params byte[][] parts) => _received.Any(export => parts.All(part => export.AsSpan().IndexOf(part) >= 0));

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
