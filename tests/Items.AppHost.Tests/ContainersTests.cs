namespace Items.AppHost.Tests;

/// <summary>Postgres and RabbitMQ as containers. That they run is shown where an engine does; here stands what they are asked to be.</summary>
public sealed class ContainersTests
{
    [Fact]
    public async Task They_keep_their_data_in_volumes_of_their_own_for_each_data_directory()
    {
        await using var model = BuiltModel.Run(BuiltModel.Containers);
        await using var other = BuiltModel.Run(BuiltModel.Containers, "--Items:Data=elsewhere");

        VolumesOf(model, "postgres").Single().ShouldNotBeNull().ShouldMatch("^items-postgres-[0-9a-f]{10}$");
        VolumesOf(model, "messaging").Single().ShouldNotBeNull().ShouldMatch("^items-messaging-[0-9a-f]{10}$");
        VolumesOf(other, "postgres").ShouldNotBe(VolumesOf(model, "postgres"));
    }

    [Fact]
    public async Task They_are_the_images_that_the_tests_run_too()
    {
        await using var model = BuiltModel.Run(BuiltModel.Containers);

        foreach (var (name, image) in new[] { ("postgres", Images.Postgres), ("messaging", Images.RabbitMq) })
        {
            var asked = model[name].Annotations.OfType<ContainerImageAnnotation>().Single();
            $"{asked.Image}:{asked.Tag}".ShouldBe($"library/{image}");
        }
    }

    [Fact]
    public async Task Disposable_ones_have_no_volumes()
    {
        await using var model = BuiltModel.Run(BuiltModel.Containers, "--Items:Disposable=true");

        VolumesOf(model, "postgres").ShouldBeEmpty();
        VolumesOf(model, "messaging").ShouldBeEmpty();
    }

    [Fact]
    public async Task The_broker_has_management_and_streams_and_tells_stream_clients_an_address_they_can_reach()
    {
        await using var model = BuiltModel.Run(BuiltModel.Containers, "--Items:Ports:Stream=6552");

        model["messaging"].Annotations.OfType<ContainerImageAnnotation>().Single().Tag.ShouldNotBeNull().ShouldEndWith("-management");
        model.EndpointOf("messaging", "management").TargetPort.ShouldBe(15672);
        model.EndpointOf("messaging", "stream").TargetPort.ShouldBe(5552);
        var files = await FilesOfAsync(model, "messaging");
        files["enabled_plugins"].ShouldBe("[rabbitmq_management,rabbitmq_prometheus,rabbitmq_stream].\n");
        files["conf.d/30-stream.conf"].ShouldBe("stream.advertised_host = localhost\nstream.advertised_port = 6552\n");
    }

    [Fact]
    public async Task Both_know_the_same_user_as_the_local_ones()
    {
        await using var model = BuiltModel.Run(BuiltModel.Containers);

        (await model.EnvironmentOfAsync("postgres"))["POSTGRES_USER"].ShouldBe("{items-user.value}");
        (await model.EnvironmentOfAsync("messaging"))["RABBITMQ_DEFAULT_USER"].ShouldBe("{items-user.value}");
        model.ConnectionStringOf("itemsdb").ShouldEndWith(";Database=itemsdb");
        model.ConnectionStringOf("messaging").ShouldStartWith("amqp://");
    }

    private static IEnumerable<string?> VolumesOf(BuiltModel model, string name) =>
        model[name].Annotations.OfType<ContainerMountAnnotation>().Select(mount => mount.Source);

    private static async Task<IReadOnlyDictionary<string, string?>> FilesOfAsync(BuiltModel model, string name)
    {
        var annotation = model[name].Annotations.OfType<ContainerFileSystemCallbackAnnotation>().Single();
        var entries = await annotation.Callback(
            new() { Model = model[name], Services = model.Services }, TestContext.Current.CancellationToken);
        return entries.SelectMany(entry => entry is ContainerDirectory directory
                ? directory.Entries.OfType<ContainerFile>().Select(file => ($"{directory.Name}/{file.Name}", file.Contents))
                : [(entry.Name, (entry as ContainerFile)?.Contents)])
            .ToDictionary(file => file.Item1, file => file.Item2, StringComparer.Ordinal);
    }
}
