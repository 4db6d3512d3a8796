using MassTransit;
using RabbitMQ.Client;

namespace Items.Worker.Prompts;

/// <summary>
/// The connection factory that Aspire's client registers, in MassTransit's terms: MassTransit makes its own connections, and recovers them.
/// </summary>
internal static class BrokerAddress
{
    public static void UseBroker(this IRabbitMqBusFactoryConfigurator rabbit, IConnectionFactory connections)
    {
        var factory = (ConnectionFactory)connections;
        rabbit.Host(factory.HostName, (ushort)factory.Endpoint.Port, factory.VirtualHost, factory.ClientProvidedName, host =>
        {
            host.Username(factory.UserName);
            host.Password(factory.Password);
            host.Heartbeat(factory.RequestedHeartbeat);
            host.RequestedConnectionTimeout(factory.RequestedConnectionTimeout);
            if (factory.Ssl.Enabled)
            {
                host.UseSsl(ssl => ssl.ServerName = factory.Ssl.ServerName);
            }
        });
    }
}
