using System.Net;
using Items.ServiceDefaults.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Items.Worker.Requests;

internal static class RequestExtensions
{
    public static IServiceCollection AddRequests(this IServiceCollection services)
    {
        services.AddValidatedOptions<RequestOptions, RequestOptionsValidator>(RequestOptions.Section);
        services.TryAddSingleton<IHostResolver>(new SystemResolver(Dns.GetHostAddresses));
        services.AddSingleton<GuardedConnections>();
        services.AddSingleton<WebhookClient>();
        return services;
    }
}
