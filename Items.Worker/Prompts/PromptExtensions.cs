using Items.Contracts;
using Items.ServiceDefaults.Hosting;
using Items.ServiceDefaults.Messaging;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Items.Worker.Prompts;

/// <summary>What tells the dispatcher to look: the broker, by MassTransit, which is used in this folder only; and the notifications of Postgres.</summary>
internal static class PromptExtensions
{
    private const string TheirCheck = "masstransit";

    /// <summary>The broker under Aspire's connection name.</summary>
    /// <exception cref="InvalidOperationException">The connection string is missing or no AMQP URI.</exception>
    public static WebApplicationBuilder AddPrompts(this WebApplicationBuilder builder, string connectionName)
    {
        builder.AddBroker(connectionName);
        builder.Services.AddValidatedOptions<PromptOptions, PromptOptionsValidator>(PromptOptions.Section);
        builder.Services.AddSingleton<PromptSignal>();
        builder.Services.AddSingleton<BrokerState>();
        builder.Services.AddHealthChecks().AddCheck<BrokerState>("broker");
        builder.Services.AddHostedService<WebhookListener>();
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddReceiveEndpointObserver(services => services.GetRequiredService<BrokerState>());
            bus.AddConsumer<PromptConsumer>();
            bus.ConfigureHealthCheckOptions(check => check.Name = TheirCheck);
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.UseBroker(context.GetRequiredService<IConnectionFactory>());
                rabbit.ReceiveEndpoint(MessagingNames.WebhookQueue, queue => Consume(queue, context));
            });
        });
        // Its result carries an exception, which would be logged with its stack each time that somebody asks.
        builder.Services.PostConfigure<HealthCheckServiceOptions>(checks => checks.Registrations.Remove(checks.Registrations.Single(check => check.Name == TheirCheck)));
        return builder;
    }

    private static void Consume(IRabbitMqReceiveEndpointConfigurator queue, IBusRegistrationContext context)
    {
        var options = context.GetRequiredService<IOptions<PromptOptions>>().Value;
        queue.SetQuorumQueue();
        queue.SetQueueArgument("x-max-length", options.QueueMaxLength);
        queue.SetQueueArgument("x-overflow", "drop-head");
        queue.PrefetchCount = options.Prefetch;
        queue.ConcurrentMessageLimit = options.Prefetch;
        // The messages are bare CloudEvents, whoever published them; the exchange is the relay's, declared as it declares it.
        queue.ConfigureConsumeTopology = false;
        queue.UseRawJsonDeserializer(RawSerializerOptions.AnyMessageType, isDefault: true);
        queue.Bind(MessagingNames.Exchange, exchange => (exchange.ExchangeType, exchange.Durable, exchange.AutoDelete, exchange.RoutingKey) = ("topic", true, false, "#"));
        // A hint that cannot be read is no hint.
        queue.DiscardFaultedMessages();
        queue.DiscardSkippedMessages();
        queue.ConfigureConsumer<PromptConsumer>(context);
    }
}
