using Items.Testing;

namespace Items.AppHost.Tests;

/// <summary>Postgres and RabbitMQ as executables.</summary>
public sealed class LocalServersTests
{
    private static readonly string[] BrokerPorts =
        ["RABBITMQ_NODE_PORT", "RABBITMQ_MANAGEMENT_PORT", "RABBITMQ_STREAM_PORT", "RABBITMQ_DIST_PORT", "ERL_EPMD_PORT"];

    [Fact]
    public async Task They_are_the_scripts_of_this_repository_and_keep_their_data_where_run_does()
    {
        await using var model = BuiltModel.Run(BuiltModel.Local);

        foreach (var (resource, name) in new[] { ("postgres", "postgres"), ("messaging", "rabbitmq") })
        {
            var server = model[resource].ShouldBeAssignableTo<ExecutableResource>()!;
            server.Command.ShouldBe(Repository.PathOf("eng", "services", $"{name}.sh"));
            File.Exists(server.Command).ShouldBeTrue();
            var environment = await model.EnvironmentOfAsync(resource);
            environment["ITEMS_DATA"].ShouldBe(Repository.PathOf(".data", name));
            environment["ITEMS_DISPOSABLE"].ShouldBe("false");
        }
    }

    [Fact]
    public async Task They_are_told_the_user_the_password_and_every_port()
    {
        await using var model = BuiltModel.Run(BuiltModel.Local);

        var postgres = await model.EnvironmentOfAsync("postgres");
        var messaging = await model.EnvironmentOfAsync("messaging");

        postgres["PGUSER"].ShouldBe("{items-user.value}");
        postgres["PGPASSWORD"].ShouldBe("{postgres-password.value}");
        postgres["PGDATABASE"].ShouldBe("itemsdb");
        postgres.Keys.ShouldContain("PGPORT", StringComparer.Ordinal);
        messaging["RABBITMQ_USER"].ShouldBe("{items-user.value}");
        messaging["RABBITMQ_PASSWORD"].ShouldBe("{messaging-password.value}");
        BrokerPorts.ShouldBeSubsetOf(messaging.Keys, StringComparer.Ordinal);
    }

    [Fact]
    public async Task They_are_reached_directly_on_loopback()
    {
        await using var model = BuiltModel.Run(BuiltModel.Local);

        model.ConnectionStringOf("itemsdb").ShouldBe(
            "Host={postgres.bindings.tcp.host};Port={postgres.bindings.tcp.port};Username={items-user.value};Password={postgres-password.value};Database=itemsdb");
        model.ConnectionStringOf("messaging").ShouldStartWith("amqp://");
        model.EndpointOf("postgres", "tcp").IsProxied.ShouldBeFalse();
        model.EndpointOf("messaging", "tcp").IsProxied.ShouldBeFalse();
    }
}
