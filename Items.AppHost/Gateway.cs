using Items.Contracts;

namespace Items.AppHost;

internal static class Gateway
{
    /// <summary>Live from the broker, history from the Api.</summary>
    public static IResourceBuilder<ProjectResource> AddGateway(
        this IDistributedApplicationBuilder builder,
        ModelOptions options,
        IResourceBuilder<IResourceWithConnectionString> messaging,
        IResourceBuilder<ProjectResource> api) =>
        builder.AddHost<Projects.Items_StreamGateway>(ServiceNames.Gateway, options.Ports.Gateway)
            .WithReplicas(options.GatewayReplicas)
            .BehindFrontDoor()
            .WithReference(messaging).WaitFor(messaging)
            .WithReference(api).WaitFor(api)
            .WithUrlForEndpoint(Host.Http, url => url.AsDetail("Streams, directly"));
}
