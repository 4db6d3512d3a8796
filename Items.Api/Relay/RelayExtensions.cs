using Items.ServiceDefaults.Hosting;

namespace Items.Api.Relay;

internal static class RelayExtensions
{
    public static IServiceCollection AddRelay(this IServiceCollection services)
    {
        services.AddValidatedOptions<RelayOptions, RelayOptionsValidator>(RelayOptions.Section);
        services.AddSingleton<RelayStatus>();
        services.AddHostedService<LogRelay>();
        services.AddHealthChecks().AddCheck<RelayStatus>("relay");
        return services;
    }
}
