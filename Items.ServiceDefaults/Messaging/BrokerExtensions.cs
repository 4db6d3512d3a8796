using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Items.ServiceDefaults.Messaging;

/// <summary>The broker under Aspire's connection name, without Aspire's client package (see docs/adr).</summary>
public static class BrokerExtensions
{
    /// <summary>
    /// Registers <see cref="IConnectionFactory"/> for <c>ConnectionStrings__{name}</c>, an <c>amqp://</c> or <c>amqps://</c> URI. Each long-running user opens its own
    /// connection and opens another when that one ends: recovery is a loop it can reason about, so the client's own is off.
    /// </summary>
    /// <exception cref="InvalidOperationException">The connection string is missing or no AMQP URI.</exception>
    public static WebApplicationBuilder AddBroker(this WebApplicationBuilder builder, string connectionName)
    {
        var connectionString = builder.Configuration.GetConnectionString(connectionName);
        if (!Uri.TryCreate(connectionString, UriKind.Absolute, out var uri) || uri.Scheme is not ("amqp" or "amqps"))
        {
            throw new InvalidOperationException($"ConnectionStrings__{connectionName} must be set to an amqp:// or amqps:// URI.");
        }

        builder.Services.AddSingleton<IConnectionFactory>(new ConnectionFactory
        {
            Uri = uri,
            ClientProvidedName = builder.Environment.ApplicationName,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = TimeSpan.FromSeconds(10),
            RequestedConnectionTimeout = TimeSpan.FromSeconds(5),
        });
        return builder;
    }
}
