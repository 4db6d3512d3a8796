namespace Items.AppHost;

internal static class Migration
{
    public const string Name = "migrate";

    /// <summary>Brings the schema up to date, once, before any replica of the Api starts.</summary>
    public static IResourceBuilder<ProjectResource> AddMigration(
        this IDistributedApplicationBuilder builder, IResourceBuilder<IResourceWithConnectionString> database) =>
        builder.AddProject<Projects.Items_Api>(Name, options => options.ExcludeLaunchProfile = true)
            .WithArgs("migrate")
            .WithReferenceEnvironment(Host.Injected)
            .WithReference(database).WaitFor(database)
            .WithIconName("ArrowUp");
}
