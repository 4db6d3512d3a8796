using Items.Contracts;
using Npgsql;
using RabbitMQ.Client;

namespace Items.AppHost;

/// <summary>
/// Postgres and RabbitMQ: containers, or on a machine without an engine the scripts in <c>eng/services</c>, which document their
/// environment. Local servers are reached without a proxy: one hop less on the way of every change, and clients from outside see the
/// server's real port.
/// </summary>
internal static class Servers
{
    public const string Loopback = "127.0.0.1";
    public const string Postgres = "postgres";
    private const string Tcp = "tcp";
    private const string Management = "management";
    private const string Stream = "stream";
    private const int StreamPortInContainer = 5552;

    /// <summary>The server <c>postgres</c> and the database <c>itemsdb</c> in it.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddItemsDatabase(
        this IDistributedApplicationBuilder builder, Engine engine, ModelOptions options, IResourceBuilder<ParameterResource> user)
    {
        var password = builder.AddPassword("postgres-password", options, "postgres");
        if (engine.Runtime is not null)
        {
            var container = builder.AddPostgres(Postgres, user, password, options.Ports.Postgres.OrAny())
                .WithImageTag(Images.PostgresTag)
                .WithUrlForEndpoint(Tcp, url => url.AsDetail("Postgres"));
            return (options.Disposable ? container : container.WithDataVolume(options.VolumeOf(Postgres))).AddDatabase(ServiceNames.Database);
        }

        var script = new ExecutableResource(Postgres, builder.ScriptOf("postgres.sh"), builder.AppHostDirectory);
        var server = builder.AddLocalServer(script, "postgres", options)
            .WithServerEndpoint(Tcp, "PGPORT", options.Ports.Postgres, "Postgres")
            .WithEnvironment("PGDATABASE", ServiceNames.Database)
            .WithEnvironment("PGUSER", user)
            .WithEnvironment("PGPASSWORD", password)
            .WithIconName("DatabaseMultiple");
        var tcp = server.GetEndpoint(Tcp);
        var (host, port) = (tcp.Property(EndpointProperty.IPV4Host), tcp.Property(EndpointProperty.Port));
        var connection = ReferenceExpression.Create(
            $"Host={host};Port={port};Username={user};Password={password};Database={ServiceNames.Database}");
        server.WithReadiness(LogInAsync);
        return builder.AddConnectionString(ServiceNames.Database, connection)
            .WithParentRelationship(server).WithReadiness(LogInAsync).WithIconName("Database");

        async Task<string?> LogInAsync(CancellationToken cancellationToken)
        {
            await using var session = new NpgsqlConnection($"{await connection.GetValueAsync(cancellationToken)};Pooling=false");
            await session.OpenAsync(cancellationToken);
            return null;
        }
    }

    /// <summary>The broker <c>messaging</c>, with its management page and the stream protocol.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddMessaging(
        this IDistributedApplicationBuilder builder, Engine engine, ModelOptions options, IResourceBuilder<ParameterResource> user)
    {
        var password = builder.AddPassword("messaging-password", options, "rabbitmq");
        if (engine.Runtime is not null)
        {
            var container = builder.AddRabbitMQ(ServiceNames.Messaging, user, password, options.Ports.Messaging.OrAny())
                .WithManagementPlugin(options.Ports.Management.OrAny())
                .WithImageTag(Images.RabbitMqTag)
                .WithEndpoint(port: options.Ports.Stream.OrAny(), targetPort: StreamPortInContainer, name: Stream, scheme: Tcp)
                .WithContainerFiles("/etc/rabbitmq", Configuration(options.Ports.Stream))
                .WithUrlForEndpoint(Tcp, url => url.AsDetail("AMQP"))
                .WithUrlForEndpoint(Stream, url => url.AsDetail("RabbitMQ stream protocol"))
                .WithUrlForEndpoint(Management, url => url.DisplayText = "RabbitMQ management");
            return options.Disposable ? container : container.WithDataVolume(options.VolumeOf(ServiceNames.Messaging));
        }

        var broker = new LocalBroker(builder.ScriptOf("rabbitmq.sh"), builder.AppHostDirectory, user.Resource, password.Resource);
        return builder.AddLocalServer(broker, "rabbitmq", options)
            .WithServerEndpoint(Tcp, "RABBITMQ_NODE_PORT", options.Ports.Messaging, "AMQP")
            .WithServerEndpoint(Stream, "RABBITMQ_STREAM_PORT", options.Ports.Stream, "RabbitMQ stream protocol")
            .WithServerEndpoint(Management, "RABBITMQ_MANAGEMENT_PORT", options.Ports.Management, "RabbitMQ management", "http")
            .WithServerEndpoint("distribution", "RABBITMQ_DIST_PORT", port: 0, text: null)
            .WithServerEndpoint("epmd", "ERL_EPMD_PORT", port: 0, text: null)
            .WithUrlForEndpoint(Management, url => url.DisplayLocation = UrlDisplayLocation.SummaryAndDetails)
            .WithEnvironment("RABBITMQ_USER", user)
            .WithEnvironment("RABBITMQ_PASSWORD", password)
            .WithReadiness(broker.LogInAsync)
            .WithIconName("MailMultiple");
    }

    /// <summary>
    /// The image's own list of plugins, and streams. The broker tells stream clients where to connect, which on this machine is not the
    /// container's name.
    /// </summary>
    private static List<ContainerFileSystemItem> Configuration(ushort streamPort)
    {
        var plugins = new ContainerFile { Name = "enabled_plugins", Contents = "[rabbitmq_management,rabbitmq_prometheus,rabbitmq_stream].\n" };
        var advertised = $"stream.advertised_host = localhost\nstream.advertised_port = {streamPort}\n";
        return streamPort == 0
            ? [plugins]
            : [plugins, new ContainerDirectory { Name = "conf.d", Entries = [new ContainerFile { Name = "30-stream.conf", Contents = advertised }] }];
    }

    private static string ScriptOf(this IDistributedApplicationBuilder builder, string name) =>
        Path.Combine(builder.RepositoryRoot(), "eng", "services", name);

    private static IResourceBuilder<T> AddLocalServer<T>(
        this IDistributedApplicationBuilder builder, T server, string files, ModelOptions options)
        where T : ExecutableResource =>
        builder.AddResource(server)
            .WithEnvironment("ITEMS_DATA", Path.Combine(options.Data, files))
            .WithEnvironment("ITEMS_DISPOSABLE", options.Disposable ? "true" : "false");

    private static IResourceBuilder<T> WithServerEndpoint<T>(
        this IResourceBuilder<T> server, string name, string env, ushort port, string? text, string scheme = Tcp)
        where T : ExecutableResource =>
        server.WithEndpoint(port: port.OrAny(), name: name, scheme: scheme, env: env, isProxied: false)
            .WithEndpoint(name, endpoint => endpoint.TargetHost = Loopback)
            .WithUrlForEndpoint(name, url => url.AsDetail(text));

    /// <summary>The broker as an executable, with the connection string that Aspire's container has.</summary>
    private sealed class LocalBroker(string command, string directory, ParameterResource user, ParameterResource password)
        : ExecutableResource(ServiceNames.Messaging, command, directory), IResourceWithConnectionString
    {
        public ReferenceExpression ConnectionStringExpression
        {
            get
            {
                var tcp = new EndpointReference(this, Tcp);
                var (host, port) = (tcp.Property(EndpointProperty.IPV4Host), tcp.Property(EndpointProperty.Port));
                return ReferenceExpression.Create($"amqp://{user:uri}:{password:uri}@{host}:{port}");
            }
        }

        public async Task<string?> LogInAsync(CancellationToken cancellationToken)
        {
            var uri = new Uri((await ConnectionStringExpression.GetValueAsync(cancellationToken))!);
            var factory = new ConnectionFactory { Uri = uri, AutomaticRecoveryEnabled = false };
            await using var session = await factory.CreateConnectionAsync("apphost readiness", cancellationToken);
            await session.CloseAsync(cancellationToken);
            return null;
        }
    }
}
