using Items.Contracts;

namespace Items.AppHost;

/// <summary>
/// The system's own processes. Their waits are the order of a start and nothing more: each survives the absence of what it waited for.
/// </summary>
internal static class Hosts
{
    public const string Http = "http";
    public const string ReadyPath = "/health";

    /// <summary>What the processes read. Passwords stand nowhere else in their environment.</summary>
    private const ReferenceEnvironmentInjectionFlags Injected =
        ReferenceEnvironmentInjectionFlags.ConnectionString | ReferenceEnvironmentInjectionFlags.ServiceDiscovery;

    /// <summary>Brings the schema up to date, once, before any replica of the Api starts.</summary>
    public static IResourceBuilder<ProjectResource> AddMigration(
        this IDistributedApplicationBuilder builder, IResourceBuilder<IResourceWithConnectionString> database) =>
        builder.AddProgram<Projects.Items_Api>("migrate", "ArrowUp").WithArgs("migrate").WithReference(database).WaitFor(database);

    public static IResourceBuilder<ProjectResource> AddApi(
        this IDistributedApplicationBuilder builder,
        ModelOptions options,
        IResourceBuilder<IResourceWithConnectionString> database,
        IResourceBuilder<IResourceWithConnectionString> messaging,
        IResourceBuilder<ProjectResource> migration) =>
        builder.AddHost<Projects.Items_Api>(ServiceNames.Api, "PlugConnected", options.Ports.Api, options.ApiReplicas)
            .WithReference(database).WaitForCompletion(migration)
            .WithReference(messaging).WaitFor(messaging)
            .WithUrlForEndpoint(Http, url => url.AsDetail("API, directly", "/api/items"));

    /// <summary>
    /// Live from the broker, history from the Api, which in turn tells clients where the streams are, and does not wait for it.
    /// </summary>
    public static IResourceBuilder<ProjectResource> AddGateway(
        this IDistributedApplicationBuilder builder,
        ModelOptions options,
        IResourceBuilder<IResourceWithConnectionString> messaging,
        IResourceBuilder<ProjectResource> api)
    {
        var (port, replicas) = (options.Ports.Gateway, options.GatewayReplicas);
        var gateway = builder.AddHost<Projects.Items_StreamGateway>(ServiceNames.Gateway, "Stream", port, replicas)
            .WithReference(messaging).WaitFor(messaging)
            .WithReference(api).WaitFor(api)
            .WithUrlForEndpoint(Http, url => url.AsDetail("Stream of changes, directly", StreamNames.SsePath));
        api.WithReference(gateway);
        return gateway;
    }

    /// <summary>Delivers webhooks. Nobody calls it; its one address is for its health.</summary>
    public static void AddWorker(
        this IDistributedApplicationBuilder builder,
        ModelOptions options,
        IResourceBuilder<IResourceWithConnectionString> database,
        IResourceBuilder<IResourceWithConnectionString> messaging,
        IResourceBuilder<ProjectResource> migration) =>
        builder.AddHost<Projects.Items_Worker>(ServiceNames.Worker, "Send", options.Ports.Worker, options.WorkerReplicas)
            .WithReference(database).WaitForCompletion(migration)
            .WithReference(messaging).WaitFor(messaging)
            .WithUrlForEndpoint(Http, url => url.AsDetail("Health of the worker", ReadyPath));

    /// <summary>The site and front door: the one process that clients need.</summary>
    public static IResourceBuilder<ProjectResource> AddWeb(
        this IDistributedApplicationBuilder builder,
        ModelOptions options,
        IResourceBuilder<ProjectResource> api,
        IResourceBuilder<ProjectResource> gateway) =>
        builder.AddHost<Projects.Items_Web>(ServiceNames.Web, "Globe", options.Ports.Web, replicas: 1)
            .WithExternalHttpEndpoints()
            .WithReference(api).WaitFor(api)
            .WithReference(gateway).WaitFor(gateway)
            .WithUrlForEndpoint(Http, url => (url.DisplayText, url.Url) = ("Site", "/"))
            .WithPage("API", _ => "/api/items")
            .WithPage("API reference", _ => "/scalar")
            .WithPage("OpenAPI", _ => "/openapi/v1.json")
            .WithPage("Stream of changes", _ => StreamNames.SsePath)
            .WithPage("WebSocket", endpoint => $"ws://{endpoint.Host}:{endpoint.Port}{StreamNames.WebSocketPath}")
            .WithAddItems();

    /// <summary>
    /// The program as this build made it, started without <c>dotnet run</c>. That would look for something to build at every start, and
    /// stay as a process in between, whose death leaves the program running.
    /// </summary>
    public static IResourceBuilder<ProjectResource> AddProgram<T>(this IDistributedApplicationBuilder builder, string name, string icon)
        where T : IProjectMetadata, new()
    {
        var project = new T().ProjectPath;
        var output = Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "../../.."), AppContext.BaseDirectory);
        var program = Path.Combine(Path.GetDirectoryName(project)!, output, Path.GetFileNameWithoutExtension(project) + ".dll");
        return builder.AddProject<T>(name, options => options.ExcludeLaunchProfile = true)
            .WithLaunchToolArgs(context =>
            {
                context.Args.Add("exec");
                context.Args.Add(program);
            })
            .WithReferenceEnvironment(Injected)
            .WithIconName(icon)
            // What is done by hand should be seen at once.
            .WithEnvironment("OTEL_BSP_SCHEDULE_DELAY", "1000")
            .WithEnvironment("OTEL_BLRP_SCHEDULE_DELAY", "1000")
            .WithEnvironment("OTEL_METRIC_EXPORT_INTERVAL", "5000");
    }

    /// <summary>
    /// For programs, so the dashboard shows it among a resource's details, not in its list. Without a text the terminal leaves it out too.
    /// </summary>
    public static void AsDetail(this ResourceUrlAnnotation url, string? text, string? path = null) =>
        (url.DisplayText, url.DisplayLocation, url.Url) = (text, UrlDisplayLocation.DetailsOnly, path ?? url.Url);

    /// <summary>
    /// A process that listens. One of its kind listens at its port itself; only several need the orchestrator's proxy before them.
    /// Forwarded headers are believed by the process's own rule (<c>Proxy:TrustedNetworks</c>), never blindly.
    /// </summary>
    private static IResourceBuilder<ProjectResource> AddHost<T>(
        this IDistributedApplicationBuilder builder, string name, string icon, ushort port, int replicas)
        where T : IProjectMetadata, new() =>
        builder.AddProgram<T>(name, icon)
            .WithHttpEndpoint(port.OrAny(), name: Http, isProxied: replicas > 1)
            .WithEndpoint(Http, endpoint => endpoint.TargetHost = Servers.Loopback)
            .WithReplicas(replicas)
            .DisableForwardedHeaders()
            .WithHostReadiness();

    private static IResourceBuilder<ProjectResource> WithPage(
        this IResourceBuilder<ProjectResource> host, string text, Func<EndpointReference, string> address) =>
        host.WithUrlForEndpoint(Http, endpoint => new ResourceUrlAnnotation { Url = address(endpoint), DisplayText = text });
}
