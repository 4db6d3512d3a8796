using Items.Contracts;
using Items.ServiceDefaults.Hosting;
using Items.ServiceDefaults.Messaging;
using Items.StreamGateway.Ring;
using Items.StreamGateway.Telemetry;

namespace Items.StreamGateway.Tail;

internal static class TailExtensions
{
    public static WebApplicationBuilder AddTail(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<TailOptions, TailOptionsValidator>(TailOptions.Section);
        builder.Services.AddValidatedOptions<RingOptions, RingOptionsValidator>(RingOptions.Section);
        builder.AddBroker(ServiceNames.Messaging);
        builder.Services.AddSingleton<TailState>();
        builder.Services.AddSingleton<Inbox>();
        builder.Services.AddSingleton<MessageReceiver>();
        builder.Services.AddSingleton<RingStarter>();
        builder.Services.AddSingleton<EventTracing>();
        builder.Services.AddSingleton<GatewayMetrics>();
        builder.Services.AddHostedService<BrokerConsumer>();
        builder.Services.AddHostedService<TailLoop>();
        builder.Services.AddHealthChecks().AddCheck<TailHealth>("tail");
        return builder;
    }
}
