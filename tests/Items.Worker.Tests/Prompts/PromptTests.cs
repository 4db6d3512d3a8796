using System.Net.Http.Json;
using System.Text;
using Items.Contracts;
using Items.Testing;
using Items.Testing.Servers;
using Items.Worker.Tests.World;
using RabbitMQ.Client;

namespace Items.Worker.Tests.Prompts;

/// <summary>The broker says that there is something to deliver; without it, looking does.</summary>
public sealed class PromptTests
{
    /// <summary>So long that nothing is found by looking within a test.</summary>
    private static readonly (string, string) NoPolls = ("Webhooks__PollInterval", "00:01:00");

    [Fact]
    public async Task A_change_is_delivered_at_once_because_the_broker_says_so()
    {
        await using var world = await WorkerSystem.StartAsync(workers: 2, apis: 1, settings: NoPolls);
        await world.Rows.CreateAsync(world.Receiver.Url("hook"));
        await UntilConsumingAsync(world);
        for (var seq = 1; seq <= 20; seq++)
        {
            (await world.System.Api.Client.PostAsJsonAsync("/api/items", new NewItem($"Item {seq}"), TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
            await Eventually.Async(() => world.Receiver.Taken("hook").Count == seq, TimeSpan.FromSeconds(10));
        }

        world.RepetitionsInOrder("hook").ShouldBe(0);
    }

    [Fact]
    public async Task Messages_that_are_no_events_or_lie_are_taken_and_change_nothing()
    {
        await using var world = await WorkerSystem.StartAsync(workers: 1, settings: NoPolls);
        await world.Rows.CreateAsync(world.Receiver.Url("hook"));
        await UntilConsumingAsync(world);
        await using var connection = await new ConnectionFactory { Uri = new(world.System.Broker) }.CreateConnectionAsync(TestContext.Current.CancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);
        string[] bodies = ["", "no json", "[]", "null", "{}", """{"sequence":7}""", """{"sequence":"99999999999999999999"}""", """{"sequence":"00000000000999999999"}""", """{"sequence":{"a":1}}"""];
        foreach (var body in bodies)
        {
            await channel.BasicPublishAsync(MessagingNames.Exchange, "item.created", Encoding.UTF8.GetBytes(body), TestContext.Current.CancellationToken);
        }

        await Eventually.Async(async () => await channel.MessageCountAsync(MessagingNames.WebhookQueue) == 0);
        await world.Rows.AppendAsync(3);
        await channel.BasicPublishAsync(MessagingNames.Exchange, "item.created", """{"sequence":"00000000000000000003"}"""u8.ToArray(), TestContext.Current.CancellationToken);

        await Eventually.Async(() => world.Receiver.Taken("hook").Count == 3, TimeSpan.FromSeconds(10));
        using var management = await TestServers.CreateManagementClientAsync();
        var queues = await management.GetStringAsync(new Uri($"api/queues/{new Uri(world.System.Broker).AbsolutePath.Trim('/')}", UriKind.Relative), TestContext.Current.CancellationToken);
        queues.ShouldNotContain("_error");
        queues.ShouldNotContain("_skipped");
        queues.ShouldContain("\"quorum\"");
    }

    [Fact]
    public async Task Without_the_broker_changes_are_found_by_looking_and_with_it_again_by_prompts()
    {
        await using var wire = new SeverableWire(new Uri(await TestServers.CreateVirtualHostAsync()));
        wire.Cut();
        await using var world = await WorkerSystem.StartAsync(workers: 1, broker: wire.Address.AbsoluteUri);
        await world.Rows.CreateAsync(world.Receiver.Url("hook"));
        await world.Rows.AppendAsync(50);
        await world.UntilAllHaveAsync(["hook"], 50);
        (await HealthAsync(world)).ShouldContain("broker: Degraded");

        wire.Mend();
        await UntilConsumingAsync(world, TimeSpan.FromSeconds(60));
        wire.Cut();
        await Eventually.Async(async () => (await HealthAsync(world)).Contains("broker: Degraded", StringComparison.Ordinal), TimeSpan.FromSeconds(60));
        await world.Rows.AppendAsync(50);
        await world.UntilAllHaveAsync(["hook"], 100);
        wire.Mend();
        await UntilConsumingAsync(world, TimeSpan.FromSeconds(60));

        world.RepetitionsInOrder("hook").ShouldBe(0);
        // The health checks that this test makes are logged by the framework, two lines each.
        var output = world.System.Worker.Output.Split('\n').Where(line => !line.Contains("ealth", StringComparison.Ordinal)).ToList();
        output.Count.ShouldBeLessThan(30, string.Join('\n', output));
        TestContext.Current.SendDiagnosticMessage($"broker away at the start and once more: 100 events delivered, {output.Count} lines of log");
    }

    [Fact]
    public async Task A_broker_that_is_killed_and_started_again_prompts_again()
    {
        await using var rabbit = await OwnServer.StartRabbitAsync();
        await using var world = await WorkerSystem.StartAsync(workers: 1, apis: 1, broker: rabbit.Address);
        await world.Rows.CreateAsync(world.Receiver.Url("hook"));
        await UntilConsumingAsync(world);
        await rabbit.UntilAtRestAsync();
        await rabbit.KillAsync();
        (await world.System.Api.Client.PostAsJsonAsync("/api/items", new NewItem("Meanwhile"), TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        await world.UntilAllHaveAsync(["hook"], 1);
        await rabbit.StartAsync();
        await UntilConsumingAsync(world, TimeSpan.FromSeconds(90));
        (await world.System.Api.Client.PostAsJsonAsync("/api/items", new NewItem("Afterwards"), TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        await world.UntilAllHaveAsync(["hook"], 2);
    }

    private static Task UntilConsumingAsync(WorkerSystem world, TimeSpan? deadline = null) =>
        Eventually.Async(async () => (await HealthAsync(world)).Contains("broker: Healthy", StringComparison.Ordinal), deadline);

    private static async Task<string> HealthAsync(WorkerSystem world)
    {
        using var response = await world.System.Worker.Client.GetAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
