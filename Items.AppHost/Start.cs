using System.Net.NetworkInformation;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace Items.AppHost;

/// <summary>What comes before the first process.</summary>
internal static class Start
{
    /// <summary>
    /// What a launch profile would say, so that every way of starting the AppHost is the same one. The lowest layer of configuration: the
    /// environment overrides it. The dashboard, its OTLP endpoint and the resource service keep the tokens that Aspire makes for them at
    /// each start.
    /// </summary>
    public static void ConfigureDashboard(this IDistributedApplicationBuilder builder, ModelOptions options) =>
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
            {
                ["ASPNETCORE_URLS"] = $"http://{Servers.Loopback}:{options.Ports.Dashboard}",
                // On loopback, and with tokens.
                ["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true",
                ["ASPIRE_DASHBOARD_TELEMETRY_OPTOUT"] = "true",
                ["ASPIRE_VERSION_CHECK_DISABLED"] = "true",
                // The AppHost ends when everything it started has.
                ["DcpPublisher:WaitForResourceCleanup"] = "true",
                // The terminal is for Terminal; what Aspire logs is also in the dashboard.
                ["Logging:Console:LogLevel:Default"] = "None",
            },
        });

    /// <summary>
    /// Says at once what would keep a start from succeeding: another start from the same data, a port that is taken. Otherwise a server
    /// would end with a line in its own log, and everything else would wait for it without a word.
    /// </summary>
    public static void RefuseHopelessStarts(this IDistributedApplicationBuilder builder, ModelOptions options, Engine engine)
    {
        builder.Services.AddSingleton(_ => LockData(options));
        builder.Eventing.Subscribe<BeforeStartEvent>((start, _) =>
        {
            start.Services.GetRequiredService<FileStream>();
            RefuseTakenPorts(start.Model, options);
            if (options.Fresh)
            {
                DataDirectory.Delete(options, engine);
            }

            return Task.CompletedTask;
        });
    }

    /// <summary>An advisory lock (flock), which ends with this process, however that ends.</summary>
    private static FileStream LockData(ModelOptions options)
    {
        var holder = Path.Combine(options.Data, "run.txt");
        try
        {
            Directory.CreateDirectory(options.Data);
            var file = new FileStream(Path.Combine(options.Data, "run.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(holder, $"process {Environment.ProcessId}, the site is http://{Servers.Loopback}:{options.Ports.Web}/");
            return file;
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new DistributedApplicationException($"Cannot write to {options.Data}: start as the user it belongs to.", refused);
        }
        catch (IOException inUse)
        {
            throw new DistributedApplicationException($"Items is already running from {options.Data}: {File.ReadAllText(holder)}", inUse);
        }
    }

    private static void RefuseTakenPorts(DistributedApplicationModel model, ModelOptions options)
    {
        var listeners = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).ToHashSet();
        var ports = model.Resources
            .SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>(), (resource, endpoint) => (resource, endpoint))
            .Select(one => (Name: one.endpoint.Name is Hosts.Http or "tcp" ? one.resource.Name : one.endpoint.Name, Port: one.endpoint.Port ?? 0))
            .Append((Name: "dashboard", Port: options.Ports.Dashboard));
        var taken = ports.Where(port => listeners.Contains(port.Port))
            .Select(port => $"Port {port.Port} is taken. Stop what listens there, or choose another with --Items:Ports:{port.Name}; 0 is any.")
            .ToList();
        if (taken.Count > 0)
        {
            throw new DistributedApplicationException(string.Join('\n', taken));
        }
    }
}
