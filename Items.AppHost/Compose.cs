namespace Items.AppHost;

internal static class Compose
{
    private const string Environment = "compose";
    private const int DashboardPort = 18888;

    /// <summary>What <c>aspire publish</c> writes: a compose file of the whole model with the dashboard. In run mode this adds nothing.</summary>
    public static void AddCompose(this IDistributedApplicationBuilder builder) =>
        builder.AddDockerComposeEnvironment(Environment)
            .WithDashboard(dashboard => dashboard.WithHostPort(DashboardPort))
            .ConfigureComposeFile(file =>
            {
                // The migration ends by itself; whatever else ends has failed.
                foreach (var (name, service) in file.Services)
                {
                    service.Restart = name == Migration.Name ? "on-failure" : "unless-stopped";
                }
            });
}
