using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;

namespace Items.ServiceDefaults.Messaging;

/// <summary>The broker under Aspire's connection name.</summary>
public static class BrokerExtensions
{
    /// <summary>
    /// Registers <see cref="IConnectionFactory"/> for <c>ConnectionStrings__{name}</c>, an <c>amqp://</c> or <c>amqps://</c> URI, with what
    /// <c>Aspire:RabbitMQ:Client:ConnectionFactory</c> in configuration says. Each long-running user opens a connection of its own and
    /// opens another when that one ends. Switched off of what Aspire and the client bring:
    /// <list type="bullet">
    /// <item>the client's recovery, because two that recover the same thing disagree;</item>
    /// <item>the shared connection at the start, and its health check: a process is not unready because the broker is away;</item>
    /// <item>the client's spans, one trace for each message: ours belong to the trace of the change.</item>
    /// </list>
    /// </summary>
    /// <exception cref="InvalidOperationException">The connection string is missing or no AMQP URI.</exception>
    public static WebApplicationBuilder AddBroker(this WebApplicationBuilder builder, string connectionName)
    {
        if (!Uri.TryCreate(builder.Configuration.GetConnectionString(connectionName), UriKind.Absolute, out var uri) || uri.Scheme is not ("amqp" or "amqps"))
        {
            throw new InvalidOperationException($"ConnectionStrings__{connectionName} must be set to an amqp:// or amqps:// URI.");
        }

        builder.AddRabbitMQClient(
            connectionName,
            settings => settings.DisableAutoActivation = settings.DisableHealthChecks = settings.DisableTracing = true,
            factory =>
            {
                factory.ClientProvidedName = builder.Environment.ApplicationName;
                factory.AutomaticRecoveryEnabled = factory.TopologyRecoveryEnabled = false;
            });
        return builder;
    }
}
