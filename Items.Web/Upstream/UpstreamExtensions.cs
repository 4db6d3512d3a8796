using Items.Contracts;
using Items.ServiceDefaults.Hosting;
using Items.ServiceDefaults.Resilience;
using Microsoft.Extensions.Options;

namespace Items.Web.Upstream;

internal static class UpstreamExtensions
{
    public static WebApplicationBuilder AddItemsApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<UpstreamOptions, UpstreamOptionsValidator>(UpstreamOptions.Section);
        builder.Services.AddApiClient<ItemsApi>();
        builder.Services.AddApiClient<WebhooksApi>();
        return builder;
    }

    private static void AddApiClient<T>(this IServiceCollection services)
        where T : ApiClient =>
        services.AddHttpClient<T>(client => client.BaseAddress = new Uri($"http://{ServiceNames.Api}"))
            .AddCautiousRetries(provider => provider.GetRequiredService<IOptions<UpstreamOptions>>().Value.AttemptTimeout);
}
