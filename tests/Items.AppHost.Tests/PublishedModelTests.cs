using YamlDotNet.RepresentationModel;

namespace Items.AppHost.Tests;

/// <summary>What <c>aspire publish</c> writes. The publisher's exit code says little, so its output is read.</summary>
public sealed class PublishedModelTests : IDisposable
{
    private static readonly string[] Behind = ["api", "gateway"];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("items-publish-");

    [Fact]
    public async Task The_compose_file_holds_the_whole_model_in_its_order()
    {
        var compose = await PublishAsync();

        Names(compose["services"]).ShouldBe(["api", "compose-dashboard", "gateway", "messaging", "migrate", "postgres", "web", "worker"], ignoreOrder: true);
        Names(compose["volumes"]).ShouldBe(["items-postgres", "items-rabbitmq"], ignoreOrder: true);
        Text(compose["services"]["migrate"]["command"][0]).ShouldBe("migrate");
        Text(compose["services"]["api"]["depends_on"]["migrate"]["condition"]).ShouldBe("service_completed_successfully");
        Text(compose["services"]["migrate"]["restart"]).ShouldBe("on-failure");
        Text(compose["services"]["web"]["restart"]).ShouldBe("unless-stopped");
    }

    [Fact]
    public async Task Processes_find_each_other_and_their_servers()
    {
        var services = (await PublishAsync())["services"];

        Text(services["api"]["environment"]["ConnectionStrings__itemsdb"]).ShouldBe("Host=postgres;Port=5432;Username=${ITEMS_USER};Password=${POSTGRES_PASSWORD};Database=itemsdb");
        Text(services["gateway"]["environment"]["ConnectionStrings__messaging"]).ShouldBe("amqp://${ITEMS_USER}:${MESSAGING_PASSWORD}@messaging:5672");
        Text(services["api"]["environment"]["services__gateway__http__0"]).ShouldBe("http://gateway:${GATEWAY_PORT}");
        Text(services["worker"]["environment"]["ConnectionStrings__messaging"]).ShouldBe("amqp://${ITEMS_USER}:${MESSAGING_PASSWORD}@messaging:5672");
        Text(services["web"]["environment"]["services__api__http__0"]).ShouldBe("http://api:${API_PORT}");
        Text(services["api"]["environment"]["OTEL_EXPORTER_OTLP_ENDPOINT"]).ShouldBe("http://compose-dashboard:18889");
    }

    [Fact]
    public async Task Only_the_front_door_has_a_port_that_others_reach()
    {
        var services = (YamlMappingNode)(await PublishAsync())["services"];

        var published = services.Children
            .Where(service => ((YamlMappingNode)service.Value).Children.ContainsKey("ports"))
            .ToDictionary(service => Text(service.Key), service => Text(service.Value["ports"][0]), StringComparer.Ordinal);

        published.ShouldBe(
            new Dictionary<string, string>(StringComparer.Ordinal) { ["web"] = "5000:${WEB_PORT}", ["compose-dashboard"] = "127.0.0.1:18888:18888" }, ignoreOrder: true);
    }

    [Fact]
    public async Task Those_behind_the_front_door_believe_neighbours_and_it_believes_nobody()
    {
        var services = (await PublishAsync())["services"];

        Behind.ShouldAllBe(name => Text(services[name]["environment"]["Proxy__TrustedNetworks"]).Contains("172.16.0.0/12", StringComparison.Ordinal));
        Environment(services["web"]).ShouldNotContain(name => name == "Proxy__TrustedNetworks");
        foreach (var name in (string[])[.. Behind, "web", "worker", "migrate"])
        {
            Environment(services[name]).ShouldNotContain(variable => variable == "ASPNETCORE_FORWARDEDHEADERS_ENABLED", "it would believe anybody");
        }
    }

    [Fact]
    public async Task No_password_is_written()
    {
        await PublishAsync();

        foreach (var file in _directory.EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }))
        {
            (await File.ReadAllTextAsync(file.FullName, TestContext.Current.CancellationToken)).ShouldNotContain("pw-", Case.Sensitive, file.Name);
        }
    }

    [Fact]
    public async Task The_broker_keeps_its_name_and_its_plugins_in_a_new_container()
    {
        var compose = await PublishAsync();

        Text(compose["services"]["messaging"]["environment"]["RABBITMQ_NODENAME"]).ShouldBe("messaging@localhost");
        Text(compose["services"]["messaging"]["configs"][0]["target"]).ShouldBe("/etc/rabbitmq/enabled_plugins");
        ((YamlMappingNode)compose["configs"]).Children.Single().Value["content"].ToString().ShouldContain("rabbitmq_stream");
    }

    [Fact]
    public async Task Replicas_are_published()
    {
        var services = (await PublishAsync("--Items:ApiReplicas=2"))["services"];

        Text(services["api"]["deploy"]["replicas"]).ShouldBe("2");
        ((YamlMappingNode)services["gateway"]).Children.ContainsKey("deploy").ShouldBeFalse();
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private async Task<YamlMappingNode> PublishAsync(params string[] args)
    {
        await using var app = BuiltModel.Build(["--operation", "publish", "--step", "publish", "--output-path", _directory.FullName, .. args]);
        await app.RunAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(Path.Combine(_directory.FullName, "docker-compose.yaml"));
        var yaml = new YamlStream();
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    private static IEnumerable<string> Names(YamlNode mapping) => ((YamlMappingNode)mapping).Children.Keys.Select(Text);

    private static IEnumerable<string> Environment(YamlNode service) => Names(service["environment"]);

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;
}
