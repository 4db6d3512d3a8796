using Items.Contracts;
using Items.ServiceDefaults.Hosting;
using Items.StreamGateway.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Items.StreamGateway.Subscribers;

internal static class SubscriberExtensions
{
    public static WebApplicationBuilder AddSubscribers(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<GatewayOptions, GatewayOptionsValidator>(GatewayOptions.Section);
        builder.Services.AddValidatedOptions<SubscriberOptions, SubscriberOptionsValidator>(SubscriberOptions.Section);
        builder.Services.AddValidatedOptions<CatchUpOptions, CatchUpOptionsValidator>(CatchUpOptions.Section);
        builder.Services.AddValidatedOptions<DrainOptions, DrainOptionsValidator>(DrainOptions.Section);
        builder.Services.AddSingleton<DrainState>();
        builder.Services.AddSingleton<OriginPolicy>();
        builder.Services.AddSingleton<Turns>();
        builder.Services.AddSingleton<StreamOpener>();
        builder.Services.AddSingleton<SubscriberPlaces>();
        builder.Services.AddSingleton<SubscriberRegistry>();
        builder.Services.AddSingleton<SubscriberTools>();
        builder.Services.AddHostedService<SubscriberClock>();
        builder.Services.AddHostedService<Drain>();
        // A subscriber may be as slow as it likes; the server's minimum rate would cut it off.
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MinResponseDataRate = null);
        // Whoever writes sends: a work item for each connection would stand in the pool before what brings the next event.
        builder.Services.Configure<SocketTransportOptions>(transport => transport.UnsafePreferInlineScheduling = true);
        // The host keeps a log scope and an activity for each request; here requests last for days.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default));
        return builder;
    }
}
