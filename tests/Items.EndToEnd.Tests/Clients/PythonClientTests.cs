using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Items.Contracts;
using Items.Testing;
using Items.Testing.Processes;
using Items.Testing.Systems;

namespace Items.EndToEnd.Tests.Clients;

/// <summary>The clients in <c>clients/python</c>, run by the distribution's Python against a real system.</summary>
public sealed class PythonClientTests
{
    [Fact]
    public async Task Follow_prints_each_change_and_resumes_after_the_gateway_was_killed()
    {
        await using var system = await ItemsSystem.StartAsync(new() { Webs = 1 });
        await using var client = await StartAsync("follow.py", [], system.Web.Address.ToString(), "--json");
        await Eventually.Async(() => client.Output.Contains("# following", StringComparison.Ordinal), message: "it follows");

        await system.Web.Client.CreateAsync("before");
        await Eventually.Async(() => Sequences(client).Count == 1);
        await system.Gateway.KillAsync();
        await system.Web.Client.CreateAsync("while it was away");
        await system.Gateway.StartAsync();
        await system.Web.Client.CreateAsync("after");

        await Eventually.Async(() => Sequences(client).Count >= 3, message: "all three");
        Sequences(client).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Follow_goes_on_where_its_last_run_ended()
    {
        await using var system = await ItemsSystem.StartAsync();
        var file = Path.Combine(Path.GetTempPath(), $"items-cursor-{Guid.CreateVersion7():N}");
        await system.Api.Client.CreateAsync("one");
        await using (var first = await StartAsync("follow.py", [], system.Api.Address.ToString(), "--json", "--after", "0", "--cursor-file", file))
        {
            await Eventually.Async(() => Sequences(first).Count == 1);
            await Eventually.Async(() => File.Exists(file));
        }

        await system.Api.Client.CreateAsync("two");
        await using var second = await StartAsync("follow.py", [], system.Api.Address.ToString(), "--json", "--cursor-file", file);
        await Eventually.Async(() => Sequences(second).Count == 1);
        Sequences(second).ShouldBe([2]);
        File.Delete(file);
    }

    [Fact]
    public async Task Follow_says_what_is_wrong_with_its_arguments()
    {
        await using var system = await ItemsSystem.StartAsync();
        await using var client = await StartAsync("follow.py", [], system.Api.Address.ToString(), "--types", "item.painted");

        (await client.WaitForExitAsync(TimeSpan.FromSeconds(20))).ShouldBe(1);
        client.Output.ShouldContain("check --after and --types");
    }

    [Fact]
    public async Task Follow_starts_again_from_now_when_its_position_is_gone_and_says_so()
    {
        await using var system = await ItemsSystem.StartAsync();
        await using var client = await StartAsync("follow.py", [], system.Api.Address.ToString(), "--json", "--after", "00000000-00000000000000000007");
        await Eventually.Async(() => client.Output.Contains("no longer served", StringComparison.Ordinal) && client.Output.Contains("# following", StringComparison.Ordinal));

        await system.Api.Client.CreateAsync("one");
        await Eventually.Async(() => Sequences(client).Count == 1);
    }

    [Fact]
    public async Task Follow_with_a_snapshot_prints_what_there_is_then_what_happens_and_never_starts_from_now()
    {
        await using var system = await ItemsSystem.StartAsync();
        var file = Path.Combine(Path.GetTempPath(), $"items-cursor-{Guid.CreateVersion7():N}");
        await File.WriteAllTextAsync(file, "00000000-00000000000000000007\n", TestContext.Current.CancellationToken);
        await system.Api.Client.CreateAsync("one");
        await system.Api.Client.CreateAsync("two");
        await using (var client = await StartAsync("follow.py", [], system.Api.Address.ToString(), "--json", "--snapshot", "--cursor-file", file))
        {
            await Eventually.Async(() => Types(client).Count >= 4, message: "the snapshot");
            await system.Gateway.KillAsync();
            await system.Api.Client.CreateAsync("three");
            await system.Gateway.StartAsync();
            await Eventually.Async(() => Types(client).Count >= 5);
            Types(client).ShouldBe(["snapshot.begin", "item.snapshot", "item.snapshot", "snapshot.end", "item.created"]);
        }

        File.ReadAllText(file).Trim().ShouldEndWith(Cursor.FormatSequence(3));
        await system.Api.Client.CreateAsync("four");
        await using var again = await StartAsync("follow.py", [], system.Api.Address.ToString(), "--snapshot", "--cursor-file", file);
        await Eventually.Async(() => again.Output.Contains("four", StringComparison.Ordinal));
        again.Output.ShouldNotContain("three");
        File.Delete(file);
    }

    [Fact]
    public async Task A_direct_consumer_gets_each_change_and_another_replays_them_from_the_stream_queue()
    {
        await using var system = await ItemsSystem.StartAsync();
        await using var live = await StartAsync("consume_rabbitmq.py", [("AMQP_URL", system.Broker)], "--json");
        await Eventually.Async(() => live.Output.Contains("# consuming items.events", StringComparison.Ordinal), message: "it consumes");
        for (var i = 0; i < 5; i++)
        {
            await system.Api.Client.CreateAsync($"{i}");
        }

        await using var replay = await StartAsync("consume_rabbitmq.py", [("ConnectionStrings__messaging", system.Broker)], "--json", "--replay");
        await Eventually.Async(() => Sequences(live).Count >= 5 && Sequences(replay).Count >= 5);
        Sequences(live).ShouldBe([1, 2, 3, 4, 5]);
        Sequences(replay).ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task A_receiver_of_webhooks_prints_each_change_once_and_believes_nobody_else()
    {
        var port = FreePort.Reserve();
        await using var system = await ItemsSystem.StartAsync(new()
        {
            Webs = 1,
            Workers = 1,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["WebhookTargets__AllowHttp"] = "true", ["WebhookTargets__AllowedNetworks"] = "127.0.0.0/8" },
        });
        await using var client = await StartAsync("receive_webhooks.py", [], system.Web.Address.ToString(), "--listen", $"127.0.0.1:{port}", "--json");
        await Eventually.Async(() => client.Output.Contains("# receiving", StringComparison.Ordinal), message: "it receives");

        await system.Web.Client.CreateAsync("before");
        await Eventually.Async(() => Sequences(client).Count == 1);
        await system.Worker.KillAsync();
        await system.Web.Client.CreateAsync("while the Worker was away");
        await system.Worker.StartAsync();
        await Eventually.Async(() => Sequences(client).Count >= 2, message: "both");
        using var http = new HttpClient();
        using var forged = await http.PostAsync(new Uri($"http://127.0.0.1:{port}/items"), new StringContent("{}"), TestContext.Current.CancellationToken);

        forged.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        Sequences(client).ShouldBe([1, 2]);
    }

    private static Task<ChildProcess> StartAsync(string script, (string Name, string Value)[] environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Repository.PathOf("clients", "python", script), .. arguments]);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return ChildProcess.StartAsync(script, start);
    }

    private static List<string> Types(ChildProcess client) =>
        [.. client.Output.Split('\n').Where(line => line.StartsWith('{')).Select(line => JsonElement.Parse(line).GetProperty("type").GetString()!)];

    private static List<long> Sequences(ChildProcess client) =>
        [.. client.Output.Split('\n')
            .Where(line => line.StartsWith('{'))
            .Select(line => JsonSerializer.Deserialize(line, ContractsJson.Default.ItemEvent)!.Data!.Seq)];
}
