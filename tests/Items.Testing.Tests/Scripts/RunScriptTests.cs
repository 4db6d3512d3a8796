using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using Items.Testing.Processes;

namespace Items.Testing.Tests.Scripts;

/// <summary>The newcomer's command, on ports and in a directory of its own.</summary>
public sealed class RunScriptTests : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private readonly RunningScript _script;
    private readonly HttpClient _client = new();

    public RunScriptTests()
    {
        foreach (var part in (string[])["WEB", "API", "GATEWAY", "WORKER", "POSTGRES", "RABBITMQ", "RABBITMQ_MANAGEMENT", "RABBITMQ_STREAM", "DASHBOARD", "OTLP", "OTLP_HTTP"])
        {
            _environment[$"ITEMS_{part}_PORT"] = $"{FreePort.Reserve()}";
        }

        _script = new("run.sh", _environment);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static bool HasDashboard => RuntimeInformation.OSArchitecture == Architecture.X64;

    private string Door => $"http://127.0.0.1:{_environment["ITEMS_WEB_PORT"]}/api/items";

    private string Items => $"http://127.0.0.1:{_environment["ITEMS_API_PORT"]}/api/items";

    [Fact]
    public async Task Keeps_what_was_stored_starts_what_died_again_and_leaves_no_process_behind()
    {
        await StartAsync();
        (await _client.PostAsJsonAsync(Door, new { item = "kept" }, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Created);
        await ShouldReportToTheDashboardAsync();
        await ShouldRefuseASecondStartAsync();
        await EndAsync(Signal.Interrupt);

        await StartAsync();
        (await _client.GetStringAsync(Items, Cancellation)).ShouldContain("kept");
        await KillAsync("Items.Api.dll");
        await Eventually.Async(() => Output().Contains("api ended (exit code 137) and is started again.", StringComparison.Ordinal));
        await Eventually.SucceedsAsync(async () => (await _client.GetStringAsync(Items, Cancellation)).ShouldContain("kept"), TimeSpan.FromSeconds(60));
        await EndAsync(Signal.Terminate);

        await StartAsync("--fresh");
        (await _client.GetStringAsync(Items, Cancellation)).ShouldBe("[]");
        await EndAsync(Signal.Hangup);
    }

    [Fact]
    public async Task Names_every_port_that_is_taken_and_what_holds_it()
    {
        var taken = (string[])["ITEMS_API_PORT", "ITEMS_RABBITMQ_PORT"];
        var listeners = Array.ConvertAll(taken, variable => new TcpListener(IPAddress.Loopback, int.Parse(_environment[variable])));
        Array.ForEach(listeners, listener => listener.Start());

        (await _script.RunAsync(TimeSpan.FromSeconds(60))).ShouldBe(1);
        Array.ForEach(listeners, listener => listener.Dispose());

        _script.Process.Output.Split('\n').Length.ShouldBe(2);
        foreach (var variable in taken)
        {
            _script.Process.Output.ShouldMatch($@"Port {_environment[variable]} is taken by \S+ \(process {Environment.ProcessId}\)\. .*{variable}\.");
        }
    }

    [Fact]
    public async Task Explains_itself_and_refuses_what_it_does_not_know()
    {
        await using var help = new RunningScript("run.sh", _environment, "--help");
        (await help.RunAsync(TimeSpan.FromSeconds(20))).ShouldBe(0);
        help.Process.Output.ShouldContain("--fresh");

        await using var unknown = new RunningScript("run.sh", _environment, "--fersh");
        (await unknown.RunAsync(TimeSpan.FromSeconds(20))).ShouldBe(1);
        unknown.Process.Output.ShouldContain("--fersh");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _script.DisposeAsync();
    }

    private async Task StartAsync(params string[] arguments)
    {
        await _script.StartAsync(arguments);
        await Eventually.Async(
            () => _script.Process.HasExited ? throw _script.Process.Failure("ended") : Output().Contains("Ctrl-C ends everything.", StringComparison.Ordinal),
            StartDeadline,
            "run.sh is ready");
        Output().ShouldNotContain(await File.ReadAllTextAsync(Path.Combine(_script.Data, "postgres.password"), Cancellation));
        Output().ShouldNotContain(await File.ReadAllTextAsync(Path.Combine(_script.Data, "rabbitmq.password"), Cancellation));
        _environment.Values.SelectMany(RunningScript.ListensOutside).ShouldBeEmpty();
    }

    private async Task EndAsync(Signal signal)
    {
        await _script.EndAsync(signal);
        _environment.Values.ShouldAllBe(port => !RunningScript.Listens(port));
    }

    /// <summary>The first write, made at the front door, is one trace from there to the page that shows it.</summary>
    private async Task ShouldReportToTheDashboardAsync()
    {
        if (!HasDashboard)
        {
            return;
        }

        var events = await _client.GetStringAsync($"http://127.0.0.1:{_environment["ITEMS_API_PORT"]}/api/events", Cancellation);
        var trace = events.Split("\"traceparent\":\"00-")[1][..32];
        var traces = new Uri($"http://127.0.0.1:{_environment["ITEMS_DASHBOARD_PORT"]}/api/telemetry/traces");
        string[] steps = ["web POST /api/{**rest}", "api POST /api/items/", "api append", "api publish items.events", "gateway receive items.events", "gateway deliver item.created", "web render for pages"];
        await Eventually.SucceedsAsync(
            async () => steps.Except(Spans(await _client.GetStringAsync(traces, Cancellation), trace), StringComparer.Ordinal).ShouldBeEmpty(), TimeSpan.FromSeconds(30));
    }

    /// <summary>The spans of one trace as <c>service name</c>, from the dashboard's answer in OTLP JSON.</summary>
    private static List<string> Spans(string answer, string trace)
    {
        using var json = JsonDocument.Parse(answer);
        return [.. json.RootElement.GetProperty("data").GetProperty("resourceSpans").EnumerateArray().SelectMany(resource =>
        {
            var service = resource.GetProperty("resource").GetProperty("attributes").EnumerateArray()
                .Single(attribute => attribute.GetProperty("key").GetString() == "service.name").GetProperty("value").GetProperty("stringValue").GetString();
            return resource.GetProperty("scopeSpans").EnumerateArray()
                .SelectMany(scope => scope.GetProperty("spans").EnumerateArray())
                .Where(span => span.GetProperty("traceId").GetString() == trace)
                .Select(span => $"{service} {span.GetProperty("name").GetString()}");
        })];
    }

    private async Task ShouldRefuseASecondStartAsync()
    {
        var second = await ChildProcess.StartAsync("second start", _script.Start());
        await using (second)
        {
            (await second.WaitForExitAsync(TimeSpan.FromSeconds(30))).ShouldBe(1);
            second.Output.ShouldContain($"Items is already running from here: process {_script.Process.Id}");
            second.Output.ShouldContain($"http://127.0.0.1:{_environment["ITEMS_WEB_PORT"]}/");
            second.Output.ShouldContain("connections.env");
        }
    }

    private async Task KillAsync(string host)
    {
        var process = System.Diagnostics.Process.GetProcessById(_script.IdOf(host));
        process.Kill();
        await process.WaitForExitAsync(Cancellation);
    }

    private string Output() => _script.Process.Output;
}
