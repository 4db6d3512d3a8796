using Items.Contracts;

namespace Items.AppHost;

internal static class Web
{
    /// <summary>The site and front door: the one process that clients reach.</summary>
    public static void AddWeb(
        this IDistributedApplicationBuilder builder, ModelOptions options, IResourceBuilder<ProjectResource> api, IResourceBuilder<ProjectResource> gateway) =>
        builder.AddHost<Projects.Items_Web>(ServiceNames.Web, options.Ports.Web)
            .WithExternalHttpEndpoints()
            .WithReference(api).WaitFor(api)
            .WithReference(gateway).WaitFor(gateway)
            .WithUrlForEndpoint(Host.Http, url => url.DisplayText = "Site")
            .WithPage("/scalar", "API reference")
            .WithPage("/openapi/v1.json", "OpenAPI")
            .WithPage(StreamNames.SsePath, "Stream of changes");
}
