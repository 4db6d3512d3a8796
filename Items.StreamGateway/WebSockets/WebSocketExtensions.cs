using Items.Contracts;
using Items.ServiceDefaults.Hosting;

namespace Items.StreamGateway.WebSockets;

internal static class WebSocketExtensions
{
    public static WebApplicationBuilder AddWebSocketStream(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<WebSocketOptions, WebSocketOptionsValidator>(WebSocketOptions.Section);
        builder.Services.AddSingleton<WebSocketSettings>();
        builder.Services.AddSingleton<FollowByWebSocket>();
        return builder;
    }

    public static void MapWebSocketStream(this WebApplication app) =>
        app.MapMethods(
                StreamNames.WebSocketPath,
                [HttpMethods.Get, HttpMethods.Connect],
                app.Services.GetRequiredService<FollowByWebSocket>().HandleAsync)
            .WithName("FollowByWebSocket")
            .WithSummary("Follow the changes: one CloudEvent in JSON per WebSocket text message.")
            .DisableHttpMetrics();
}
