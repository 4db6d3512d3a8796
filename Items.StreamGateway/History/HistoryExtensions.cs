using Items.Contracts;
using Items.ServiceDefaults.Hosting;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.History;

internal static class HistoryExtensions
{
    /// <summary>The Api by its service name. No automatic retries: those who read know when and how long to try.</summary>
    public static WebApplicationBuilder AddHistory(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<HistoryOptions>(HistoryOptions.Section);
        // One client for the process; its connections are renewed so that a moved Api is found.
        builder.Services.AddHttpClient(nameof(HistoryClient), http =>
        {
            http.BaseAddress = new Uri($"http://{ServiceNames.Api}");
            http.Timeout = Timeout.InfiniteTimeSpan;
        })
            .UseSocketsHttpHandler((handler, _) => handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        builder.Services.AddSingleton(services => new HistoryClient(
            services.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(HistoryClient)),
            services.GetRequiredService<IOptions<HistoryOptions>>()));
        return builder;
    }
}
