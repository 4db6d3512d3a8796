using Items.ServiceDefaults.Health;
using Items.ServiceDefaults.Hosting;
using Items.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Items.ServiceDefaults;

/// <summary>What every process of the system has: telemetry, health, discovery, resilience, addresses, an orderly end.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Wires the host of one process.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="serviceName">One of <see cref="Contracts.ServiceNames"/>; <c>OTEL_SERVICE_NAME</c> overrides it in telemetry.</param>
    /// <param name="defaultPort">Loopback TCP port when nothing assigns an address.</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string serviceName, int defaultPort)
    {
        builder.Configuration.AddDefaultSettings();
        builder.AddDefaultAddress(defaultPort);
        builder.AddHttpLimits();
        builder.AddForwardedHeaders();
        builder.AddTelemetry(serviceName);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http => http.AddServiceDiscovery());
        builder.Services.AddHealthChecks().AddLiveness();
        return builder;
    }

    /// <summary>First in the pipeline: addresses as the front door saw them, and the bound on what is upgraded.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<UpgradeLimit>();
        return app;
    }

    /// <summary><c>/health</c> (ready: everything it needs is there) and <c>/alive</c> (live: the process itself works).</summary>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        app.MapHealth();
        return app;
    }
}
