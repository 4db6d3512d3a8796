using Items.Contracts;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;

namespace Items.Web.Upstream;

internal static class UpstreamExtensions
{
    public static WebApplicationBuilder AddItemsApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<UpstreamOptions>().BindConfiguration(UpstreamOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddHttpClient<ItemsApi>(client => client.BaseAddress = new Uri($"http://{ServiceNames.Api}"))
            .AddStandardResilienceHandler()
            .Configure((resilience, services) => Configure(resilience, services.GetRequiredService<IOptions<UpstreamOptions>>().Value));
        return builder;
    }

    private static void Configure(HttpStandardResilienceOptions resilience, UpstreamOptions options)
    {
        // A change is sent once. When it is not known whether it took effect, a person decides, with his text still before him.
        resilience.Retry.DisableForUnsafeHttpMethods();
        resilience.Retry.Delay = TimeSpan.FromMilliseconds(50);
        resilience.AttemptTimeout.Timeout = options.AttemptTimeout;
        resilience.TotalRequestTimeout.Timeout = options.AttemptTimeout * 2;
        resilience.CircuitBreaker.SamplingDuration = options.AttemptTimeout * 3;
        resilience.CircuitBreaker.BreakDuration = TimeSpan.FromSeconds(1);
    }
}
