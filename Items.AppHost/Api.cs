using Items.Contracts;

namespace Items.AppHost;

internal static class Api
{
    public static IResourceBuilder<ProjectResource> AddApi(
        this IDistributedApplicationBuilder builder,
        ModelOptions options,
        IResourceBuilder<IResourceWithConnectionString> database,
        IResourceBuilder<IResourceWithConnectionString> messaging,
        IResourceBuilder<ProjectResource> migration) =>
        builder.AddHost<Projects.Items_Api>(ServiceNames.Api, options.Ports.Api)
            .WithReplicas(options.ApiReplicas)
            .BehindFrontDoor()
            .WithReference(database).WaitForCompletion(migration)
            .WithReference(messaging).WaitFor(messaging)
            .WithUrlForEndpoint(Host.Http, url => url.AsDetail("API, directly"));

    /// <summary>Where the streams are, for <c>GET /api/socket</c>. The gateway waits for the Api, so the Api does not wait for the gateway.</summary>
    public static void WithStreams(this IResourceBuilder<ProjectResource> api, IResourceBuilder<ProjectResource> gateway) => api.WithReference(gateway);
}
