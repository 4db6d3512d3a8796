using Items.Contracts;

namespace Items.AppHost;

internal static class Postgres
{
    private const string Server = "postgres";
    private const string Volume = "items-postgres";

    /// <summary>The server <c>postgres</c> and the database <c>itemsdb</c> in it.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddItemsDatabase(
        this IDistributedApplicationBuilder builder, Engine engine, ModelOptions options, IResourceBuilder<ParameterResource> user)
    {
        var password = builder.AddServerPassword("postgres-password");
        return engine == Engine.Containers ? AddContainer(builder, options, user, password) : AddLocal(builder, options, user, password);
    }

    private static IResourceBuilder<PostgresDatabaseResource> AddContainer(
        IDistributedApplicationBuilder builder, ModelOptions options, IResourceBuilder<ParameterResource> user, IResourceBuilder<ParameterResource> password)
    {
        var server = builder.AddPostgres(Server, user, password, options.Ports.Postgres.OrAny())
            .WithUrlForEndpoint("tcp", url => url.AsDetail("Postgres"));
        if (!options.Disposable)
        {
            server.WithDataVolume(Volume);
        }

        return server.AddDatabase(ServiceNames.Database);
    }

    private static IResourceBuilder<ConnectionStringResource> AddLocal(
        IDistributedApplicationBuilder builder, ModelOptions options, IResourceBuilder<ParameterResource> user, IResourceBuilder<ParameterResource> password)
    {
        var script = LocalServers.Script(builder, "postgres.sh");
        var server = builder.AddLocalServer(new ExecutableResource(Server, script, builder.AppHostDirectory), "postgres", options)
            .WithServerEndpoint("tcp", "PGPORT", options.Ports.Postgres)
            .WithEnvironment("PGDATABASE", ServiceNames.Database)
            .WithEnvironment("PGUSER", user)
            .WithEnvironment("PGPASSWORD", password)
            .WithUrlForEndpoint("tcp", url => url.AsDetail("Postgres"))
            .WithIconName("DatabaseMultiple");

        var tcp = server.GetEndpoint("tcp");
        var connectionString = ReferenceExpression.Create(
            $"Host={tcp.Property(EndpointProperty.IPV4Host)};Port={tcp.Property(EndpointProperty.Port)};Username={user};Password={password};Database={ServiceNames.Database}");
        var check = builder.AddPostgresCheck(connectionString);
        server.WithHealthCheck(check);
        return builder.AddConnectionString(ServiceNames.Database, connectionString)
            .WithParentRelationship(server)
            .WithHealthCheck(check)
            .WithIconName("Database");
    }
}
