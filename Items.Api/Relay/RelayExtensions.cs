namespace Items.Api.Relay;

internal static class RelayExtensions
{
    public static IServiceCollection AddRelay(this IServiceCollection services)
    {
        services.AddOptions<RelayOptions>().BindConfiguration(RelayOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RelayStatus>();
        services.AddHostedService<LogRelay>();
        services.AddHealthChecks().AddCheck<RelayStatus>("relay");
        return services;
    }
}
