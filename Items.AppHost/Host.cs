namespace Items.AppHost;

/// <summary>
/// What the system's own processes have in common. Their waits are the order of a start and nothing more: each process survives the absence of what it
/// waited for.
/// </summary>
internal static class Host
{
    public const string Http = "http";

    /// <summary>What the processes read. Passwords stand nowhere else in their environment.</summary>
    public const ReferenceEnvironmentInjectionFlags Injected = ReferenceEnvironmentInjectionFlags.ConnectionString | ReferenceEnvironmentInjectionFlags.ServiceDiscovery;

    private const string ReadyPath = "/health";

    /// <summary>
    /// Private networks: in a published model the front door is a neighbour with an address that nobody knows before, and nobody but neighbours reaches those
    /// behind it.
    /// </summary>
    private const string NeighbourNetworks = "127.0.0.0/8,::1/128,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7";

    /// <summary>The model alone says where a process listens. Forwarded headers are believed by the process's own rule (<c>Proxy:TrustedNetworks</c>), never blindly.</summary>
    public static IResourceBuilder<ProjectResource> AddHost<T>(this IDistributedApplicationBuilder builder, string name, int port)
        where T : IProjectMetadata, new() =>
        builder.AddProject<T>(name, options => options.ExcludeLaunchProfile = true)
            .WithReferenceEnvironment(Injected)
            .WithHttpEndpoint(port.OrAny(), name: Http)
            .WithHttpHealthCheck(ReadyPath)
            .DisableForwardedHeaders();

    /// <summary>For those whom only the front door calls. The front door itself meets the clients, and keeps a default that believes none of them.</summary>
    public static IResourceBuilder<ProjectResource> BehindFrontDoor(this IResourceBuilder<ProjectResource> host) =>
        host.ApplicationBuilder.ExecutionContext.IsPublishMode ? host.WithEnvironment("Proxy__TrustedNetworks", NeighbourNetworks) : host;
}
