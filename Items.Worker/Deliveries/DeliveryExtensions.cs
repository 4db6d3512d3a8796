using Items.Data.Setup;
using Items.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.DataProtection;

namespace Items.Worker.Deliveries;

internal static class DeliveryExtensions
{
    public static IServiceCollection AddDeliveries(this IServiceCollection services)
    {
        services.AddValidatedOptions<RetryOptions, RetryOptionsValidator>(RetryOptions.Section);
        services.AddWebhookData();
        // Only the Api encrypts. A key that a Worker made at its start would hide the Api's from it until it next reads the ring, a day later.
        services.AddDataProtection().DisableAutomaticKeyGeneration();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<SharedPages>();
        services.AddSingleton<RetrySchedule>();
        services.AddSingleton<DeliveryLoop>();
        services.AddSingleton<AttemptCommand>();
        services.AddSingleton<AttemptLog>();
        services.AddHostedService(provider => provider.GetRequiredService<AttemptLog>());
        services.AddSingleton<TestCommand>();
        services.AddHostedService<TestDeliveries>();
        return services;
    }
}
