using Items.Contracts;
using Items.Data.Setup;
using Items.ServiceDefaults;
using Items.Testing;
using Items.Testing.Systems;
using Items.Worker.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Items.Worker.Tests.World;

/// <summary>
/// A Worker within the test process, whose time of day the test sets, over a database of its own and without a broker, and a receiver. What is waited for is waited for really; only what is a matter of
/// hours and days goes by <see cref="Clock"/>.
/// </summary>
internal sealed class WorkerWorld : IAsyncDisposable
{
    private static readonly Dictionary<string, string?> Fast = new(StringComparer.Ordinal)
    {
        [$"ConnectionStrings:{ServiceNames.Messaging}"] = "amqp://127.0.0.1:1",
        ["WebhookTargets:AllowHttp"] = "true",
        ["WebhookTargets:AllowedNetworks"] = "127.0.0.1/32",
        ["Webhooks:PollInterval"] = "00:00:00.030",
        ["Webhooks:ReportInterval"] = "00:00:00.100",
    };

    private readonly WebApplication _app;

    private WorkerWorld(WebApplication app, FakeTimeProvider clock, Receiver receiver, WebhookRows rows) => (_app, Clock, Receiver, Rows) = (app, clock, receiver, rows);

    public FakeTimeProvider Clock { get; }

    public Receiver Receiver { get; }

    public WebhookRows Rows { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<WorkerWorld> StartAsync(IReadOnlyDictionary<string, string>? settings = null, IHostResolver? resolver = null, Receiver? receiver = null)
    {
        var database = await ItemsSystem.CreateMigratedDatabaseAsync();
        var rows = await WebhookRows.OpenAsync(database);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "Items.Worker" });
        builder.Configuration.AddInMemoryCollection(Fast);
        builder.Configuration.AddInMemoryCollection([new($"ConnectionStrings:{ServiceNames.Database}", database), .. settings?.Select(setting => new KeyValuePair<string, string?>(setting.Key, setting.Value)) ?? []]);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(clock);
        if (resolver is not null)
        {
            builder.Services.AddSingleton(resolver);
        }

        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults(ServiceNames.Worker, DefaultPorts.Worker);
        builder.AddItemsData(ServiceNames.Database);
        builder.AddWorker(ServiceNames.Messaging);
        var app = builder.Build();
        app.MapServiceDefaults();
        await app.StartAsync();
        return new WorkerWorld(app, clock, receiver ?? await Receiver.StartAsync(), rows);
    }

    /// <summary>Waits until an endpoint has taken so many events.</summary>
    public Task UntilTakenAsync(string path, int events) => Eventually.Async(() => Receiver.Taken(path).Count >= events, message: $"{path} takes {events} events");

    /// <summary>Waits until so many attempts in a row have failed, and moves the clock to when the next is due, if there is one.</summary>
    /// <returns>How long the pause was.</returns>
    public async Task<TimeSpan?> UntilFailedAsync(Guid webhook, int failures)
    {
        await Eventually.Async(async () => (await Rows.ReadAsync(webhook)).Failures >= failures, message: $"{failures} failures");
        if ((await Rows.ReadAsync(webhook)).NextAttemptAt is not { } next)
        {
            return null;
        }

        var pause = next - Clock.GetUtcNow();
        if (pause > TimeSpan.Zero)
        {
            Clock.Advance(pause + TimeSpan.FromMilliseconds(1));
        }

        return pause;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Rows.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}
