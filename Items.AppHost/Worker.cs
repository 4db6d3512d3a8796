using Items.Contracts;

namespace Items.AppHost;

internal static class Worker
{
    /// <summary>Delivers webhooks. Nobody calls it; its one address is for its health.</summary>
    public static void AddWorker(
        this IDistributedApplicationBuilder builder,
        ModelOptions options,
        IResourceBuilder<IResourceWithConnectionString> database,
        IResourceBuilder<IResourceWithConnectionString> messaging,
        IResourceBuilder<ProjectResource> migration) =>
        builder.AddHost<Projects.Items_Worker>(ServiceNames.Worker, options.Ports.Worker)
            .WithReplicas(options.WorkerReplicas)
            .WithReference(database).WaitForCompletion(migration)
            .WithReference(messaging).WaitFor(messaging)
            .WithUrlForEndpoint(Host.Http, url => url.AsDetail("Health"));
}
