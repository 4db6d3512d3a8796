using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using Aspire.Hosting.Testing;
using Items.Contracts;
using Items.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Items.AppHost.Tests;

/// <summary>
/// The model, really started: on containers where an engine runs, elsewhere on local executables, with two processes of the Api, of the gateway and of the worker.
/// </summary>
public sealed class WholeSystemTests
{
    private const int Changes = 20;

    /// <summary>The first start on a machine with an engine downloads images.</summary>
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ChangeDeadline = TimeSpan.FromSeconds(20);

    /// <summary>Longer than the broker takes to end in order.</summary>
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task What_is_added_at_the_front_door_arrives_at_its_stream_and_nothing_is_left_when_it_stops()
    {
        using var marked = new MarkedProcesses();
        await using (var system = await StartedSystem.StartAsync("--Items:ApiReplicas=2", "--Items:GatewayReplicas=2", "--Items:WorkerReplicas=2"))
        {
            marked.AlsoThoseNaming(system.Data);
            await WaitUntilReadyAsync(system.App);
            using var site = system.App.CreateHttpClient(ServiceNames.Web);
            await AddAndFollowAsync(site);
            await ShowPagesAsync(site);
            await PressTheButtonsAsync(system.App, site);
            await StopAndKillAsync(system.App, site);
            marked.Count().ShouldBeGreaterThan(0, "the check below would prove nothing");
        }

        await Eventually.Async(() => marked.Count() == 0, EndDeadline, "what the AppHost had started still runs");
    }

    private static async Task WaitUntilReadyAsync(DistributedApplication app)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(StartDeadline);
        await app.StartAsync(deadline.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync(ServiceNames.Web, deadline.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync(ServiceNames.Worker, deadline.Token);
    }

    private static async Task AddAndFollowAsync(HttpClient site)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(ChangeDeadline);
        var address = await site.GetFromJsonAsync("/api/socket", ContractsJson.Default.SocketInfo, deadline.Token);
        address.ShouldNotBeNull().Url.Port.ShouldBe(site.BaseAddress!.Port, "clients are told the front door, not what is behind it");
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(address.Protocol);
        await socket.ConnectAsync(address.Url, deadline.Token);

        for (var number = 1; number <= Changes; number++)
        {
            using var answer = await site.PostAsJsonAsync("/api/items", new { item = $"Item {number}" }, deadline.Token);
            answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        for (var number = 1; number <= Changes; number++)
        {
            var change = await ReceiveAsync(socket, deadline.Token);
            change.GetProperty("type").GetString().ShouldBe(EventTypes.Created);
            change.GetProperty("sequence").GetString().ShouldBe($"{number:D20}");
            change.GetProperty("data").GetProperty("item").GetString().ShouldBe($"Item {number}");
        }
    }

    private static async Task ShowPagesAsync(HttpClient site)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        (await site.GetStringAsync("/", cancellationToken)).ShouldContain($"Item {Changes}");
        (await site.GetStringAsync("/scalar", cancellationToken)).ShouldContain("<html", Case.Insensitive);
        (await site.GetStringAsync("/openapi/v1.json", cancellationToken)).ShouldContain("/api/items");
    }

    /// <summary>What an operator finds in the dashboard.</summary>
    private static async Task PressTheButtonsAsync(DistributedApplication app, HttpClient site)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        (await PressAsync(app, ServiceNames.Web, "add-items", "25")).Success.ShouldBeTrue();
        (await site.GetStringAsync("/api/items?q=of%2025", cancellationToken)).ShouldContain("Item 25 of 25");
        foreach (var count in (string[])["0", "10001", "many"])
        {
            (await PressAsync(app, ServiceNames.Web, "add-items", count)).Success.ShouldBeFalse(count);
        }

        var verified = await PressAsync(app, "verifier", "verify");
        verified.Success.ShouldBeTrue(verified.Message);
        (await PressAsync(app, "verifier", "verify")).Success.ShouldBeTrue("it can be pressed again");
        app.ResourceNotifications.TryGetCurrentState("verifier", out var end).ShouldBeTrue();
        end!.Snapshot.ExitCode.ShouldBe(0);
    }

    /// <summary>What was stopped stays stopped, while what dies comes back.</summary>
    private static async Task StopAndKillAsync(DistributedApplication app, HttpClient site)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromMinutes(1));
        var worker = await StateOfAnyAsync(app, ServiceNames.Worker, KnownResourceStates.Running, deadline.Token);
        await app.ResourceCommands.ExecuteCommandAsync(worker.ResourceId, "stop", deadline.Token);
        var gone = await app.ResourceNotifications.WaitForResourceAsync(
            ServiceNames.Worker, change => change.ResourceId == worker.ResourceId && IsTerminal(change), deadline.Token);

        var api = await StateOfAnyAsync(app, ServiceNames.Api, KnownResourceStates.Running, deadline.Token);
        using (var process = Process.GetProcessById(Convert.ToInt32(api.Snapshot.Properties.Single(property => property.Name == "executable.pid").Value, CultureInfo.InvariantCulture)))
        {
            process.Kill();
        }

        await app.ResourceNotifications.WaitForResourceAsync(ServiceNames.Api, change => change.ResourceId == api.ResourceId && IsTerminal(change), deadline.Token);
        await app.ResourceNotifications.WaitForResourceAsync(
            ServiceNames.Api, change => change.ResourceId == api.ResourceId && change.Snapshot.State?.Text == KnownResourceStates.Running, deadline.Token);
        await Eventually.SucceedsAsync(async () => (await site.GetAsync(new Uri("/api/items", UriKind.Relative), deadline.Token)).EnsureSuccessStatusCode(), ChangeDeadline);

        app.ResourceNotifications.TryGetCurrentState(worker.ResourceId, out var stopped).ShouldBeTrue();
        IsTerminal(stopped!).ShouldBeTrue($"{gone.Snapshot.State?.Text}, then {stopped!.Snapshot.State?.Text}");
    }

    private static bool IsTerminal(ResourceEvent change) => KnownResourceStates.TerminalStates.Contains(change.Snapshot.State?.Text, StringComparer.Ordinal);

    private static Task<ResourceEvent> StateOfAnyAsync(DistributedApplication app, string name, string state, CancellationToken cancellationToken) =>
        app.ResourceNotifications.WaitForResourceAsync(name, change => change.Snapshot.State?.Text == state, cancellationToken);

    private static Task<ExecuteCommandResult> PressAsync(DistributedApplication app, string name, string command, string? count = null)
    {
        var resource = app.Services.GetRequiredService<DistributedApplicationModel>().Resources.Single(resource => resource.Name == name);
        InteractionInput[] arguments = count is null ? [] : [new() { Name = "count", InputType = InputType.Number, Value = count }];
        return app.ResourceCommands.ExecuteCommandAsync(resource, command, new InteractionInputCollection(arguments), TestContext.Current.CancellationToken);
    }

    private static async Task<JsonElement> ReceiveAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            part.MessageType.ShouldBe(WebSocketMessageType.Text);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);

        return JsonDocument.Parse(message.ToArray()).RootElement;
    }
}
