using Items.Contracts;

namespace Items.AppHost;

internal static class RabbitMq
{
    private const string Volume = "items-rabbitmq";
    private const string Amqp = "tcp";
    private const string Management = "management";
    private const string Stream = "stream";

    /// <summary>Part of where the broker stores its data. By default it comes from the container's name, and a new container would start empty.</summary>
    private const string NodeName = "messaging@localhost";

    private const int StreamPortInContainer = 5552;

    /// <summary>The broker <c>messaging</c>, with its management page and the stream protocol.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddMessaging(
        this IDistributedApplicationBuilder builder, Engine engine, ModelOptions options, IResourceBuilder<ParameterResource> user)
    {
        var password = builder.AddServerPassword("messaging-password");
        return engine == Engine.Containers ? AddContainer(builder, options, user, password) : AddLocal(builder, options, user, password);
    }

    private static IResourceBuilder<RabbitMQServerResource> AddContainer(
        IDistributedApplicationBuilder builder, ModelOptions options, IResourceBuilder<ParameterResource> user, IResourceBuilder<ParameterResource> password)
    {
        var broker = builder.AddRabbitMQ(ServiceNames.Messaging, user, password, options.Ports.Messaging.OrAny())
            .WithManagementPlugin(options.Ports.Management.OrAny())
            .WithEndpoint(port: options.Ports.Stream.OrAny(), targetPort: StreamPortInContainer, name: Stream, scheme: "tcp")
            .WithEnvironment("RABBITMQ_NODENAME", NodeName)
            .WithContainerFiles("/etc/rabbitmq", Configuration(builder, options))
            .WithAddresses();
        return options.Disposable ? broker : broker.WithDataVolume(Volume);
    }

    /// <summary>The image's own list of plugins, and streams. Stream clients are told by the broker where to connect, which on this machine is not the container's name.</summary>
    private static List<ContainerFileSystemItem> Configuration(IDistributedApplicationBuilder builder, ModelOptions options)
    {
        List<ContainerFileSystemItem> files =
        [
            new ContainerFile { Name = "enabled_plugins", Contents = "[rabbitmq_management,rabbitmq_prometheus,rabbitmq_stream].\n" },
        ];
        if (builder.ExecutionContext.IsRunMode && options.Ports.Stream.OrAny() is { } port)
        {
            var advertised = $"stream.advertised_host = localhost\nstream.advertised_port = {port}\n";
            files.Add(new ContainerDirectory { Name = "conf.d", Entries = [new ContainerFile { Name = "30-stream.conf", Contents = advertised }] });
        }

        return files;
    }

    private static IResourceBuilder<LocalRabbitMq> AddLocal(
        IDistributedApplicationBuilder builder, ModelOptions options, IResourceBuilder<ParameterResource> user, IResourceBuilder<ParameterResource> password)
    {
        var script = LocalServers.Script(builder, "rabbitmq.sh");
        var resource = new LocalRabbitMq(ServiceNames.Messaging, script, builder.AppHostDirectory, user.Resource, password.Resource);
        return builder.AddLocalServer(resource, "rabbitmq", options)
            .WithServerEndpoint(Amqp, "RABBITMQ_NODE_PORT", options.Ports.Messaging)
            .WithServerEndpoint(Management, "RABBITMQ_MANAGEMENT_PORT", options.Ports.Management, "http")
            .WithServerEndpoint(Stream, "RABBITMQ_STREAM_PORT", options.Ports.Stream)
            .WithServerEndpoint("distribution", "RABBITMQ_DIST_PORT", port: 0)
            .WithServerEndpoint("epmd", "ERL_EPMD_PORT", port: 0)
            .WithEnvironment("RABBITMQ_USER", user)
            .WithEnvironment("RABBITMQ_PASSWORD", password)
            .WithHealthCheck(builder.AddRabbitMqCheck(resource.ConnectionStringExpression))
            .WithAddresses()
            .WithUrlForEndpoint("distribution", url => url.AsDetail("Erlang distribution"))
            .WithUrlForEndpoint("epmd", url => url.AsDetail("Erlang port mapper"))
            .WithIconName("MailMultiple");
    }

    private static IResourceBuilder<T> WithAddresses<T>(this IResourceBuilder<T> broker)
        where T : IResource => broker
        .WithUrlForEndpoint(Management, url => url.DisplayText = "RabbitMQ management")
        .WithUrlForEndpoint(Amqp, url => url.AsDetail("AMQP"))
        .WithUrlForEndpoint(Stream, url => url.AsDetail("RabbitMQ stream protocol"));

    /// <summary>The broker as an executable, with the connection string that Aspire's container has.</summary>
    private sealed class LocalRabbitMq(string name, string command, string directory, ParameterResource user, ParameterResource password)
        : ExecutableResource(name, command, directory), IResourceWithConnectionString
    {
        public ReferenceExpression ConnectionStringExpression
        {
            get
            {
                var tcp = new EndpointReference(this, Amqp);
                return ReferenceExpression.Create(
                    $"amqp://{user:uri}:{password:uri}@{tcp.Property(EndpointProperty.IPV4Host)}:{tcp.Property(EndpointProperty.Port)}");
            }
        }
    }
}
