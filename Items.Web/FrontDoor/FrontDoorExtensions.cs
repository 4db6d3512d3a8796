using Items.Contracts;
using Items.ServiceDefaults.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace Items.Web.FrontDoor;

/// <summary>
/// One origin for the site, the Api and the streams. Bytes pass through unbuffered and uncompressed in both directions; addresses come from service
/// discovery; what cannot be reached is left out for a moment and answered with a problem.
/// </summary>
internal static class FrontDoorExtensions
{
    public static WebApplicationBuilder AddFrontDoor(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<FrontDoorOptions, FrontDoorOptionsValidator>(FrontDoorOptions.Section);
        builder.Services.AddSingleton<IProxyConfigProvider, FrontDoorConfig>();
        builder.Services.AddSingleton<IDestinationResolver, DiscoveredDestinations>();
        builder.Services.AddSingleton<IPassiveHealthCheckPolicy, UnreachableReplicas>();
        builder.Services.AddSingleton<IForwarderHttpClientFactory, FrontDoorConnections>();
        builder.Services.AddReverseProxy();
        return builder;
    }

    public static WebApplication MapFrontDoor(this WebApplication app)
    {
        app.MapReverseProxy(proxy =>
        {
            proxy.Use(UpstreamProblems.InvokeAsync);
            proxy.Use(NeverTooSlowAsync);
            proxy.Use(RetryElsewhere.InvokeAsync);
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
        });
        return app;
    }

    /// <summary>Kestrel ends responses whose client reads under a minimum rate. A subscriber may be as slow as it likes.</summary>
    private static Task NeverTooSlowAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetReverseProxyFeature().Cluster.Config.ClusterId == ServiceNames.Gateway
            && context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        return next(context);
    }

    private sealed class FrontDoorConnections(IOptions<FrontDoorOptions> options) : ForwarderHttpClientFactory
    {
        protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
        {
            base.ConfigureHandler(context, handler);
            handler.ConnectTimeout = options.Value.ConnectTimeout;
        }
    }
}
