using Items.ServiceDefaults.Hosting;

namespace Items.Worker.Claims;

internal static class ClaimExtensions
{
    /// <summary>Hosted services stop in the reverse order: first whoever delivers, then whoever writes for it.</summary>
    public static IServiceCollection AddClaims(this IServiceCollection services)
    {
        services.AddValidatedOptions<DispatchOptions, DispatchOptionsValidator>(DispatchOptions.Section);
        services.AddSingleton<ClaimCommand>();
        services.AddSingleton<CursorCommits>();
        services.AddHostedService(provider => provider.GetRequiredService<CursorCommits>());
        services.AddSingleton<Leases>();
        services.AddHostedService(provider => provider.GetRequiredService<Leases>());
        services.AddHostedService<PositionWatch>();
        services.AddHostedService<Dispatcher>();
        return services;
    }
}
