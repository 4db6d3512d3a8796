using Items.Contracts;
using Items.ServiceDefaults.Hosting;
using Items.StreamGateway.Snapshots;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.History;

internal static class HistoryExtensions
{
    /// <summary>The Api by its service name. No automatic retries: those who read know when and how long to try.</summary>
    public static WebApplicationBuilder AddHistory(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<HistoryOptions, HistoryOptionsValidator>(HistoryOptions.Section);
        // One client for the process; its connections are renewed so that a moved Api is found.
        builder.Services.AddHttpClient(nameof(PageReader), http =>
        {
            http.BaseAddress = new Uri($"http://{ServiceNames.Api}");
            http.Timeout = Timeout.InfiniteTimeSpan;
        })
            .UseSocketsHttpHandler((handler, _) => handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        builder.Services.AddSingleton(services => new PageReader(
            services.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(PageReader)),
            services.GetRequiredService<IOptions<HistoryOptions>>()));
        builder.Services.AddSingleton<HistoryClient>();
        builder.Services.AddSingleton<SnapshotClient>();
        return builder;
    }
}
