using Items.Contracts;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Hosting;

internal static class CorsExtensions
{
    /// <summary>Lets pages of the allowed origins read the streams; there are no credentials to protect.</summary>
    public static WebApplicationBuilder AddOrigins(this WebApplicationBuilder builder)
    {
        builder.Services.AddCors();
        builder.Services.AddOptions<CorsOptions>().Configure<IOptions<GatewayOptions>>((cors, gateway) => cors.AddDefaultPolicy(policy => policy
            .WithOrigins(gateway.Value.Origins)
            .WithMethods(HttpMethods.Get)
            .AllowAnyHeader()
            .WithExposedHeaders(StreamNames.CursorHeader)));
        return builder;
    }

    /// <summary>Answers by those rules, except for WebSockets: CORS says nothing of them, and what it leaves in a request would stay for as long as the connection.</summary>
    public static void UseOrigins(this WebApplication app) =>
        app.UseWhen(context => !context.Request.Path.StartsWithSegments(StreamNames.WebSocketPath, StringComparison.Ordinal), others => others.UseCors());
}
