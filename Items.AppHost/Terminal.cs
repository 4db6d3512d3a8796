using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Items.AppHost;

/// <summary>What the terminal says: what happens, and where things are. All else is in the dashboard.</summary>
internal sealed class Terminal(
    ModelOptions options,
    Engine engine,
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    IConfiguration configuration,
    IHostApplicationLifetime lifetime,
    TimeProvider clock) : BackgroundService
{
    private readonly long _start = clock.GetTimestamp();

    private string After => $"after {clock.GetElapsedTime(_start).TotalSeconds:0} s";

    public static void Say(string line) => Console.WriteLine(line);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A host ends in order on SIGINT, SIGTERM and SIGQUIT only.
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            lifetime.StopApplication();
        });
        using var ending = lifetime.ApplicationStopping.Register(() => Say("Ending everything."));
        var servers = engine.Runtime is { } runtime ? $"containers of {Path.GetFileName(runtime)}" : "local executables";
        Say($"Starting Items. Postgres and RabbitMQ are {servers}; what they store is in {options.Data}.");
        await Task.WhenAll(model.Resources.Where(IsAwaited).Select(resource => AwaitAsync(resource, stoppingToken)));
        var connections = await WriteConnectionsAsync(stoppingToken);
        Say($"Items is ready, {After}.\n");
        foreach (var url in model.Resources.Where(IsAwaited).Reverse().SelectMany(Addresses))
        {
            Say($"  {url.DisplayProperties.DisplayName,-28} {url.Url}");
        }

        Say($"  {"Dashboard",-28} {configuration["ASPNETCORE_URLS"]}/login?t={configuration["AppHost:BrowserToken"]}");
        Say($"\nThe passwords of Postgres and RabbitMQ are in {connections}. Ctrl-C ends everything.");
        await Task.Delay(Timeout.Infinite, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static bool IsAwaited(IResource resource) =>
        resource is not ConnectionStringResource && resource.Annotations.OfType<HealthCheckAnnotation>().Any();

    private async Task AwaitAsync(IResource resource, CancellationToken cancellationToken)
    {
        await notifications.WaitForResourceHealthyAsync(resource.Name, WaitBehavior.WaitOnResourceUnavailable, cancellationToken);
        Say($"{resource.Name} is ready, {After}.");
    }

    /// <summary>Those that the dashboard shows, by the name that it shows.</summary>
    private IEnumerable<UrlSnapshot> Addresses(IResource resource) => notifications.TryGetCurrentState(resource.Name, out var current)
        ? current.Snapshot.Urls.Where(url => url.DisplayProperties.DisplayName.Length > 0)
        : [];

    /// <summary>For programs on this machine, until each gets an access of its own.</summary>
    private async Task<string> WriteConnectionsAsync(CancellationToken cancellationToken)
    {
        var text = "";
        foreach (var name in (string[])[Contracts.ServiceNames.Database, Contracts.ServiceNames.Messaging])
        {
            var resource = model.Resources.OfType<IResourceWithConnectionString>().Single(resource => resource.Name == name);
            var connection = await resource.GetConnectionStringAsync(cancellationToken);
            text += $"export ConnectionStrings__{name}='{connection?.Replace("'", @"'\''", StringComparison.Ordinal)}'\n";
        }

        var path = Path.Combine(options.Data, "connections.env");
        DataDirectory.WritePrivately(path, text);
        return path;
    }
}

internal static class TerminalExtensions
{
    public static void AddTerminal(this IDistributedApplicationBuilder builder, ModelOptions options, Engine engine) =>
        builder.Services.AddSingleton(options).AddSingleton(engine).AddFirst<Terminal>();

    /// <summary>
    /// Registers a hosted service that starts before Aspire's. Hosted services start one after another, and Aspire's has started only when
    /// every part runs.
    /// </summary>
    public static void AddFirst<T>(this IServiceCollection services)
        where T : class, IHostedService => services.Insert(0, ServiceDescriptor.Singleton<IHostedService, T>());
}
