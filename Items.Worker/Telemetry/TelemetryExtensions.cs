namespace Items.Worker.Telemetry;

internal static class TelemetryExtensions
{
    public static IServiceCollection AddLagReport(this IServiceCollection services)
    {
        services.AddSingleton<WebhookHealth>();
        services.AddHostedService<LagReport>();
        services.AddHealthChecks().AddCheck<WebhookHealth>("webhooks");
        return services;
    }
}
