using System.Net;
using System.Net.Sockets;

namespace Items.AppHost;

/// <summary>Postgres and RabbitMQ as executables on a machine without a container engine: the scripts in <c>eng/services</c>, which document their environment.</summary>
internal static class LocalServers
{
    /// <summary>Adds a resource that runs a script in the foreground; data are where <c>run.sh</c> has them.</summary>
    public static IResourceBuilder<T> AddLocalServer<T>(this IDistributedApplicationBuilder builder, T server, string data, ModelOptions options)
        where T : ExecutableResource
    {
        var root = RepositoryRoot(builder);
        return builder.AddResource(server)
            .WithEnvironment("ITEMS_DATA", Path.GetFullPath(Path.Combine(options.Data, data), root))
            .WithEnvironment("ITEMS_DISPOSABLE", options.Disposable ? "true" : "false")
            .OnBeforeResourceStarted((_, _, cancellationToken) => EnsurePortsAreFreeAsync(server, cancellationToken));
    }

    public static string Script(IDistributedApplicationBuilder builder, string name) => Path.Combine(RepositoryRoot(builder), "eng", "services", name);

    /// <summary>No proxy in between: one hop less on the way of every change, and clients from outside see the server's real port.</summary>
    public static IResourceBuilder<T> WithServerEndpoint<T>(this IResourceBuilder<T> server, string name, string env, int port, string scheme = "tcp")
        where T : ExecutableResource =>
        server.WithEndpoint(port: port.OrAny(), name: name, scheme: scheme, env: env, isProxied: false);

    private static string RepositoryRoot(IDistributedApplicationBuilder builder) => Path.GetFullPath("..", builder.AppHostDirectory);

    /// <summary>A server whose port is taken would end with a line in its own log, and everything else would wait for it without a word.</summary>
    private static async Task EnsurePortsAreFreeAsync(ExecutableResource server, CancellationToken cancellationToken)
    {
        foreach (var endpoint in server.Annotations.OfType<EndpointAnnotation>())
        {
            if (endpoint.Port is { } port && await IsTakenAsync(port, cancellationToken))
            {
                throw new DistributedApplicationException(
                    $"Port {port} ({server.Name}, {endpoint.Name}) is taken. Stop what listens there, or choose another with {ModelOptions.Section}:{nameof(ModelOptions.Ports)}; 0 is any.");
            }
        }
    }

    private static async Task<bool> IsTakenAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
