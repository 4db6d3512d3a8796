using Items.Contracts;
using Items.ServiceDefaults.Hosting;

namespace Items.Web.Live;

internal static class LiveExtensions
{
    /// <summary>Where the pages follow the changes.</summary>
    public const string Path = "/live";

    public static WebApplicationBuilder AddLive(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<LiveOptions, LiveOptionsValidator>(LiveOptions.Section);
        builder.Services.AddSingleton<LiveHub>();
        builder.Services.AddSingleton<LiveMetrics>();
        builder.Services.AddHostedService<LiveSubscription>();
        // The stream has no end, so no total timeout; a connection that cannot be opened has one.
        builder.Services.AddHttpClient(ServiceNames.Gateway, client =>
        {
            client.BaseAddress = new Uri($"http://{ServiceNames.Gateway}");
            client.Timeout = Timeout.InfiniteTimeSpan;
        }).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) });
        builder.Services.AddHealthChecks().AddCheck<LiveHealth>("live changes").AddCheck<ApiHealth>("api");
        return builder;
    }

    public static WebApplication MapLive(this WebApplication app)
    {
        app.MapGet(Path, FollowLive.HandleAsync).WithName("FollowLive").WithSummary("The changes after a position, as HTML fragments for the site's pages.");
        return app;
    }
}
