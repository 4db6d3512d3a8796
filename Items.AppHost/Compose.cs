using Aspire.Hosting.Docker.Resources;
using Aspire.Hosting.Docker.Resources.ServiceNodes.Swarm;

namespace Items.AppHost;

internal static class Compose
{
    private const string Environment = "compose";
    private const string Dashboard = Environment + "-dashboard";

    /// <summary>For whoever works on the machine itself: the dashboard shows every request.</summary>
    private const string DashboardAddress = "127.0.0.1:18888:18888";

    /// <summary>What <c>aspire publish</c> writes: a compose file of the whole model with the dashboard. In run mode this adds nothing.</summary>
    public static void AddCompose(this IDistributedApplicationBuilder builder) =>
        builder.AddDockerComposeEnvironment(Environment).ConfigureComposeFile(Complete);

    /// <summary>The compose publisher itself takes no notice of replicas.</summary>
    public static IResourceBuilder<ProjectResource> WithComposeReplicas(this IResourceBuilder<ProjectResource> host, int replicas) =>
        replicas == 1 ? host : host.PublishAsDockerComposeService((_, service) => service.Deploy = new Deploy { Replicas = replicas });

    private static void Complete(ComposeFile file)
    {
        foreach (var (name, service) in file.Services)
        {
            // The migration ends by itself; whatever else ends has failed.
            service.Restart = name == Migration.Name ? "on-failure" : "unless-stopped";
        }

        file.Services[Dashboard].Ports = [DashboardAddress];
    }
}
