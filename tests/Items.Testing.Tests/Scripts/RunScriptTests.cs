using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Items.Testing.Processes;

namespace Items.Testing.Tests.Scripts;

/// <summary>The newcomer's command, on ports and in a directory of its own.</summary>
public sealed partial class RunScriptTests : IAsyncDisposable
{
    private const string ApiKey = "the-key-of-this-test";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RestartDeadline = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);
    private readonly RunningScript _script;
    private readonly HttpClient _client = new();

    public RunScriptTests()
    {
        foreach (var part in (string[])["Web", "Api", "Gateway", "Worker", "Postgres", "Messaging", "Management", "Stream", "Dashboard"])
        {
            _environment[$"Items__Ports__{part}"] = $"{FreePort.Reserve()}";
        }

        _environment["Items__Engine"] = "Local";
        _environment["Dashboard__Api__SecondaryApiKey"] = ApiKey;
        _script = new("run.sh", _environment);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Door => $"http://127.0.0.1:{Port("Web")}/api/items";

    private string Items => $"http://127.0.0.1:{Port("Api")}/api/items";

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
        await ShouldStartAgainAsync("Items.Api.dll", "api");
        await ShouldStartAgainAsync("bin/postgres", "postgres");
        await ShouldStartAgainAsync("beam.smp", "messaging");
        await ShouldStartAgainAsync("tools/Aspire.Dashboard", "aspire-dashboard");
        await EndAsync(Signal.Terminate);

        await StartAsync("--fresh");
        Output().ShouldContain($"Deleting {_script.Data}/postgres.");
        (await _client.GetStringAsync(Items, Cancellation)).ShouldBe("[]");
        await EndAsync(Signal.Hangup);

        await StartAsync();
        await EndAsync(Signal.Kill);
    }

    [Fact]
    public async Task Ends_everything_when_a_part_cannot_run()
    {
        // A data directory that is a file lets Postgres end as soon as it has started.
        Directory.CreateDirectory(_script.Data);
        await File.WriteAllTextAsync(Path.Combine(_script.Data, "postgres"), "in the way", Cancellation);

        (await _script.RunAsync(StartDeadline)).ShouldBe(1);

        Output().ShouldContain("postgres ended (exit code 1), for the fifth time within a minute. Its last messages:");
        Output().ShouldContain($"postgres.sh: cannot make the directory {_script.Data}/postgres");
        (await _script.WhatIsLeftAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Names_every_port_that_is_taken_and_the_setting_that_chooses_another()
    {
        var taken = (string[])["Api", "Messaging", "Dashboard"];
        var listeners = Array.ConvertAll(taken, name => new TcpListener(IPAddress.Loopback, int.Parse(Port(name))));
        Array.ForEach(listeners, listener => listener.Start());

        (await _script.RunAsync(StartDeadline)).ShouldBe(1);
        Array.ForEach(listeners, listener => listener.Dispose());

        foreach (var name in taken)
        {
            Output().ShouldContain($"Port {Port(name)} is taken. Stop what listens there, or choose another with --Items:Ports:{name.ToLowerInvariant()};");
        }

        Output().Split('\n').Count(line => line.StartsWith("Port ", StringComparison.Ordinal)).ShouldBe(3);
        (await _script.WhatIsLeftAsync()).ShouldBeEmpty();
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
        Output().ShouldNotContain((await File.ReadAllTextAsync(Path.Combine(_script.Data, "postgres.password"), Cancellation)).Trim());
        Output().ShouldNotContain((await File.ReadAllTextAsync(Path.Combine(_script.Data, "rabbitmq.password"), Cancellation)).Trim());
        ShouldSayNothingElse();
        File.GetUnixFileMode(Path.Combine(_script.Data, "connections.env")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Ports().SelectMany(RunningScript.ListensOutside).ShouldBeEmpty();
    }

    /// <summary>
    /// No stack trace, no warning of what is expected while the parts start: a line says that a part is ready, or where something is.
    /// </summary>
    private void ShouldSayNothingElse() =>
        Output().Split('\n').Where(line => !Expected().IsMatch(line)).ShouldBeEmpty();

    private async Task EndAsync(Signal signal)
    {
        await _script.EndAsync(signal);
        Ports().ShouldAllBe(port => !RunningScript.Listens(port));
    }

    /// <summary>
    /// The first write, made at the front door, is one trace from there to the page that shows it. Nobody reads it without the key.
    /// </summary>
    private async Task ShouldReportToTheDashboardAsync()
    {
        var events = await _client.GetStringAsync($"http://127.0.0.1:{Port("Api")}/api/events", Cancellation);
        var trace = events.Split("\"traceparent\":\"00-")[1][..32];
        var traces = new Uri($"http://127.0.0.1:{Port("Dashboard")}/api/telemetry/traces");
        (await _client.GetAsync(traces, Cancellation)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        string[] steps = ["web POST /api/{**rest}", "api POST /api/items/", "api append", "api publish items.events", "gateway receive items.events", "gateway deliver item.created", "web render for pages"];
        using var client = new HttpClient { DefaultRequestHeaders = { { "x-api-key", ApiKey } } };
        await Eventually.SucceedsAsync(
            async () => steps.Except(Spans(await client.GetStringAsync(traces, Cancellation), trace), StringComparer.Ordinal).ShouldBeEmpty(), TimeSpan.FromSeconds(30));
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
            second.Output.ShouldBe($"Items is already running from {_script.Data}: process {_script.Process.Id}, the site is http://127.0.0.1:{Port("Web")}/");
        }
    }

    private async Task ShouldStartAgainAsync(string word, string name)
    {
        var process = System.Diagnostics.Process.GetProcessById(_script.IdOf(word));
        process.Kill();
        await process.WaitForExitAsync(Cancellation);
        await Eventually.Async(() => AgainLine().Matches(Output()).Any(line => line.Groups["name"].Value == name), RestartDeadline, $"{name} is started again");
        await Eventually.SucceedsAsync(async () => (await _client.GetStringAsync(Items, Cancellation)).ShouldContain("kept"), RestartDeadline);
        await Eventually.SucceedsAsync(
            async () => (await _client.GetStringAsync($"http://127.0.0.1:{Port("Web")}/health", Cancellation)).ShouldStartWith("Healthy"), RestartDeadline);
    }

    private string Port(string name) => _environment[$"Items__Ports__{name}"];

    private IEnumerable<string> Ports() => _environment.Where(setting => setting.Key.Contains("Ports", StringComparison.Ordinal)).Select(setting => setting.Value);

    private string Output() => _script.Process.Output;

    [GeneratedRegex(@"^(Building|Deleting|Starting Items|Items is ready|The passwords of|\w+ is ready, after|$|  \S.* (http|ws|tcp)://\S+$)", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Expected();

    [GeneratedRegex(@"^(?<name>[\w-]+) ended.* and is started again\.$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex AgainLine();
}
