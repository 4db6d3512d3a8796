using Items.Contracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Items.AppHost.Tests;

/// <summary>What the model says whatever its servers run on.</summary>
public sealed class ModelTests
{
    private static readonly string[] Parts = ["api", "gateway", "itemsdb", "messaging", "migrate", "postgres", "verifier", "web", "worker"];

    public static TheoryData<string> Engines => [BuiltModel.Local, BuiltModel.Containers];

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task The_parts_have_the_names_of_configuration_and_telemetry(string engine)
    {
        await using var model = BuiltModel.Run(engine);

        model.Names.ShouldBe(Parts);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Every_part_waits_for_what_it_needs_and_nothing_waits_in_a_circle(string engine)
    {
        await using var model = BuiltModel.Run(engine);

        model.WaitsOf("migrate").ShouldContain((ServiceNames.Database, WaitType.WaitUntilHealthy));
        model.WaitsOf("api").ShouldBe([("migrate", WaitType.WaitForCompletion), ("messaging", WaitType.WaitUntilHealthy)], ignoreOrder: true);
        model.WaitsOf("gateway").ShouldBe([("messaging", WaitType.WaitUntilHealthy), ("api", WaitType.WaitUntilHealthy)], ignoreOrder: true);
        model.WaitsOf("web").ShouldBe([("api", WaitType.WaitUntilHealthy), ("gateway", WaitType.WaitUntilHealthy)], ignoreOrder: true);
        model.WaitsOf("worker").ShouldBe([("migrate", WaitType.WaitForCompletion), ("messaging", WaitType.WaitUntilHealthy)], ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Whatever_is_waited_for_until_it_is_healthy_has_a_health_check(string engine)
    {
        await using var model = BuiltModel.Run(engine);

        var awaited = Parts.SelectMany(model.WaitsOf).Where(wait => wait.Type == WaitType.WaitUntilHealthy).Select(wait => wait.Resource).Distinct(StringComparer.Ordinal);

        awaited.ShouldAllBe(name => model[name].Annotations.OfType<HealthCheckAnnotation>().Any());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Each_process_gets_the_addresses_it_reads_and_no_others(string engine)
    {
        await using var model = BuiltModel.Run(engine);

        (await ConnectionsOfAsync(model, "migrate")).ShouldBe(["ConnectionStrings__itemsdb"]);
        (await ConnectionsOfAsync(model, "api")).ShouldBe(["ConnectionStrings__itemsdb", "ConnectionStrings__messaging", "services__gateway__http__0"]);
        (await ConnectionsOfAsync(model, "gateway")).ShouldBe(["ConnectionStrings__messaging", "services__api__http__0"]);
        (await ConnectionsOfAsync(model, "web")).ShouldBe(["services__api__http__0", "services__gateway__http__0"]);
        (await ConnectionsOfAsync(model, "worker")).ShouldBe(["ConnectionStrings__itemsdb", "ConnectionStrings__messaging"]);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Passwords_are_secret_parameters_and_stand_in_connection_strings_only(string engine)
    {
        await using var model = BuiltModel.Run(engine);

        model.Parameters.Where(parameter => parameter.Secret).Select(parameter => parameter.Name).ShouldBe(["postgres-password", "messaging-password"], ignoreOrder: true);
        foreach (var host in new[] { "migrate", "api", "gateway", "web", "worker" })
        {
            var revealing = (await model.EnvironmentOfAsync(host)).Where(variable => variable.Value.Contains("password", StringComparison.Ordinal));
            revealing.ShouldAllBe(variable => variable.Key.StartsWith("ConnectionStrings__", StringComparison.Ordinal), host);
        }
    }

    [Fact]
    public async Task The_migration_is_the_api_with_an_argument_and_listens_nowhere()
    {
        await using var model = BuiltModel.Run(BuiltModel.Local);

        (await model.ArgumentsOfAsync("migrate")).ShouldBe(["migrate"]);
        model["migrate"].Annotations.OfType<EndpointAnnotation>().ShouldBeEmpty();
        model["migrate"].Annotations.OfType<IProjectMetadata>().Single().ProjectPath.ShouldEndWith("Items.Api.csproj");
    }

    [Fact]
    public async Task Only_the_front_door_is_for_clients()
    {
        await using var model = BuiltModel.Run(BuiltModel.Local);

        model.EndpointOf("web", "http").IsExternal.ShouldBeTrue();
        model.EndpointOf("api", "http").IsExternal.ShouldBeFalse();
        model.EndpointOf("gateway", "http").IsExternal.ShouldBeFalse();
        model.EndpointOf("worker", "http").IsExternal.ShouldBeFalse();
    }

    [Fact]
    public async Task Ports_are_the_documented_ones_unless_others_are_chosen()
    {
        await using var documented = BuiltModel.Run(BuiltModel.Local);
        await using var chosen = BuiltModel.Run(BuiltModel.Local, "--Items:Ports:Web=0", "--Items:Ports:Postgres=6543", "--Items:Ports:Messaging=0");

        documented.EndpointOf("web", "http").Port.ShouldBe(5000);
        documented.EndpointOf("api", "http").Port.ShouldBe(5001);
        documented.EndpointOf("gateway", "http").Port.ShouldBe(5002);
        documented.EndpointOf("worker", "http").Port.ShouldBe(5003);
        documented.EndpointOf("postgres", "tcp").Port.ShouldBe(5432);
        documented.EndpointOf("messaging", "tcp").Port.ShouldBe(5672);
        documented.EndpointOf("messaging", "management").Port.ShouldBe(15672);
        documented.EndpointOf("messaging", "stream").Port.ShouldBe(5552);
        chosen.EndpointOf("web", "http").Port.ShouldBeNull();
        chosen.EndpointOf("postgres", "tcp").Port.ShouldBe(6543);
        chosen.EndpointOf("messaging", "tcp").Port.ShouldBeNull();
    }

    [Fact]
    public async Task Api_gateway_and_worker_run_in_as_many_processes_as_asked_for()
    {
        await using var model = BuiltModel.Run(BuiltModel.Local, "--Items:ApiReplicas=2", "--Items:GatewayReplicas=3", "--Items:WorkerReplicas=4");

        model["api"].Annotations.OfType<ReplicaAnnotation>().Last().Replicas.ShouldBe(2);
        model["gateway"].Annotations.OfType<ReplicaAnnotation>().Last().Replicas.ShouldBe(3);
        model["worker"].Annotations.OfType<ReplicaAnnotation>().Last().Replicas.ShouldBe(4);
    }

    [Theory]
    [InlineData("web", 1, false)]
    [InlineData("api", 1, false)]
    [InlineData("api", 2, true)]
    public async Task Only_what_runs_in_several_processes_has_the_orchestrators_proxy_before_it(string name, int replicas, bool isProxied)
    {
        await using var model = BuiltModel.Run(BuiltModel.Local, $"--Items:ApiReplicas={replicas}");

        model.EndpointOf(name, "http").IsProxied.ShouldBe(isProxied);
    }

    [Fact]
    public async Task The_dashboard_and_what_reports_to_it_keep_their_tokens()
    {
        await using var model = BuiltModel.Run(BuiltModel.Local);

        var configuration = model.Services.GetRequiredService<IConfiguration>();
        configuration["ASPNETCORE_URLS"].ShouldBe("http://127.0.0.1:18888");
        configuration["ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"].ShouldBeNull();
        configuration["DOTNET_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"].ShouldBeNull();
    }

    [Fact]
    public async Task Everything_in_the_dashboard_has_an_icon()
    {
        await using var model = BuiltModel.Run(BuiltModel.Local);

        Parts.Where(name => !model[name].Annotations.OfType<ResourceIconAnnotation>().Any()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--Items:ApiReplicas=0")]
    [InlineData("--Items:GatewayReplicas=33")]
    [InlineData("--Items:Ports:Web=65536")]
    [InlineData("--Items:Ports:Stream=-1")]
    [InlineData("--Items:Engine=magic")]
    [InlineData("--Items:Data=")]
    public void A_setting_out_of_its_range_is_refused(string argument) =>
        Should.Throw<DistributedApplicationException>(() => BuiltModel.Build(argument)).Message.ShouldStartWith("Items: ");

    private static async Task<IEnumerable<string>> ConnectionsOfAsync(BuiltModel model, string name) =>
        (await model.EnvironmentOfAsync(name)).Keys
            .Where(key => key.StartsWith("ConnectionStrings__", StringComparison.Ordinal) || key.StartsWith("services__", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
}
