using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Items.ServiceDefaults.Telemetry;

internal static class TelemetryExtensions
{
    /// <summary>
    /// Traces, metrics and logs, exported by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. Sampling follows
    /// <c>OTEL_TRACES_SAMPLER</c> and <c>OTEL_TRACES_SAMPLER_ARG</c>; the SDK reads them itself.
    /// </summary>
    public static void AddTelemetry(this WebApplicationBuilder builder, string serviceName)
    {
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            return;
        }

        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
        });
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => ConfigureResource(resource, serviceName, builder.Configuration["OTEL_SERVICE_NAME"]))
            .WithMetrics(ConfigureMetrics)
            .WithTracing(ConfigureTracing);
        telemetry.UseOtlpExporter();
    }

    private static void ConfigureResource(ResourceBuilder resource, string serviceName, string? configuredName)
    {
        if (string.IsNullOrEmpty(configuredName))
        {
            resource.AddService(serviceName);
        }
    }

    private static void ConfigureMetrics(MeterProviderBuilder metrics) => metrics
        .AddAspNetCoreInstrumentation()
        .AddHttpClientInstrumentation()
        .AddRuntimeInstrumentation()
        .AddMeter("Items.*");

    private static void ConfigureTracing(TracerProviderBuilder tracing) => tracing
        .AddAspNetCoreInstrumentation(options => options.Filter = context => !Health.HealthEndpoints.Owns(context.Request.Path))
        .AddHttpClientInstrumentation()
        .AddSource("Items.*");
}
