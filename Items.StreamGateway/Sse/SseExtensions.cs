using Items.Contracts;
using Items.ServiceDefaults.Hosting;

namespace Items.StreamGateway.Sse;

internal static class SseExtensions
{
    public static WebApplicationBuilder AddSseStream(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<SseOptions, SseOptionsValidator>(SseOptions.Section);
        builder.Services.AddSingleton<SseSettings>();
        builder.Services.AddSingleton<FollowBySse>();
        return builder;
    }

    public static void MapSseStream(this WebApplication app) =>
        app.MapGet(StreamNames.SsePath, app.Services.GetRequiredService<FollowBySse>().HandleAsync)
            .WithName("FollowBySse")
            .WithSummary("Follow the changes: one CloudEvent in JSON per server-sent event.")
            .DisableHttpMetrics();
}
