using Items.Contracts;
using Items.ServiceDefaults.Hosting;
using Items.ServiceDefaults.Resilience;
using Microsoft.Extensions.Options;

namespace Items.Web.Upstream;

internal static class UpstreamExtensions
{
    public static WebApplicationBuilder AddItemsApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<UpstreamOptions>(UpstreamOptions.Section);
        builder.Services.AddHttpClient<ItemsApi>(client => client.BaseAddress = new Uri($"http://{ServiceNames.Api}"))
            .AddCautiousRetries(services => services.GetRequiredService<IOptions<UpstreamOptions>>().Value.AttemptTimeout);
        return builder;
    }
}
