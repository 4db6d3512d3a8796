using Items.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Items.Web.Tests.Upstream;

/// <summary>An Api and a gateway in one, on one loopback port that stays its own through restarts.</summary>
public sealed class ScriptedUpstream : IAsyncDisposable
{
    private WebApplication? _app;

    public ScriptedUpstream() => (Gateway, Webhooks) = (new ScriptedGateway(Log), new ScriptedWebhooks(Log));

    public ScriptedLog Log { get; } = new();

    public ScriptedGateway Gateway { get; }

    public ScriptedWebhooks Webhooks { get; }

    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(Address.ToString());
        builder.Logging.ClearProviders();
        _app = builder.Build();
        ScriptedApi.Map(_app, Log);
        ScriptedWebhooksApi.Map(_app, Webhooks, Log);
        _app.MapGet(StreamNames.SsePath, Gateway.ServeAsync);
        await _app.StartAsync();
        Address = new Uri(_app.Urls.Single());
    }

    /// <summary>Nobody listens any more.</summary>
    public async Task StopAsync()
    {
        Gateway.Cut();
        await _app!.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await StopAsync();
        }
    }
}
