using System.Diagnostics;
using System.Net;

namespace Items.Testing.Processes;

/// <summary>
/// One of our hosts as a process of its own, on a port that stays its own through restarts. It inherits none of the configuration that the test process has, only what
/// it is given. It is not restarted by itself, and it is killed with the test process.
/// </summary>
public sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(40);
    private static readonly string[] NotInherited = ["ASPNETCORE_", "ConnectionStrings__", "DOTNET_ENVIRONMENT", "ITEMS_", "OTEL_", "services__", "Logging__"];

    private readonly string _project;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private ChildProcess? _child;
    private string _lastAnswer = "nothing";

    /// <param name="project">The host's project, e.g. <c>Items.Api</c>; the test project names it as <c>HostUnderTest</c>.</param>
    /// <param name="environment">Its configuration.</param>
    public HostProcess(string project, IReadOnlyDictionary<string, string> environment)
    {
        _project = project;
        _environment = environment;
        Port = FreePort.Reserve();
        Address = new($"http://127.0.0.1:{Port}");
        Client = new() { BaseAddress = Address };
    }

    public int Port { get; }

    public Uri Address { get; }

    /// <summary>A client of this host, for as long as this object lives.</summary>
    public HttpClient Client { get; }

    /// <summary>What the running process wrote.</summary>
    public string Output => _child?.Output ?? "";

    /// <summary>Whether the process runs (paused or not).</summary>
    public bool IsRunning => _child is { HasExited: false };

    /// <summary>What the running process occupies now.</summary>
    public ProcessUsage Usage => ProcessUsage.Of(_child!.Id);

    /// <summary>The running process.</summary>
    public int ProcessId => _child!.Id;

    /// <summary>Its project, e.g. <c>Items.Api</c>.</summary>
    public string Name => _project;

    /// <summary>Starts the host, for the first time or again, and waits until a health page answers 200.</summary>
    /// <exception cref="InvalidOperationException">It ended or did not get there in two minutes; the message carries its output.</exception>
    public async Task StartAsync(string healthPath = "/health")
    {
        if (IsRunning)
        {
            throw _child!.Failure("runs already");
        }

        if (_child is not null)
        {
            await _child.DisposeAsync();
        }

        _child = await ChildProcess.StartAsync(_project, Start([], Port));
        await WaitUntilHealthyAsync(healthPath);
    }

    /// <summary>Waits until a health page answers 200.</summary>
    public async Task WaitUntilHealthyAsync(string healthPath = "/health")
    {
        try
        {
            await Eventually.Async(() => AnswersAsync(healthPath), StartDeadline);
        }
        catch (TimeoutException)
        {
            throw _child!.Failure($"does not answer 200 at {healthPath}, but: {_lastAnswer}");
        }
    }

    /// <summary>Ends the process without warning (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _child!.Send(Signal.Kill);
        await _child.WaitForExitAsync(StopDeadline);
    }

    /// <summary>Asks the process to end (SIGTERM) and waits until it did.</summary>
    /// <exception cref="InvalidOperationException">It did not end in 40 seconds, or not with exit code 0.</exception>
    public async Task StopAsync()
    {
        _child!.Send(Signal.Terminate);
        var code = await _child.WaitForExitAsync(StopDeadline);
        if (code != 0)
        {
            throw _child.Failure($"was asked to stop and ended with exit code {code}");
        }
    }

    /// <summary>Freezes the process (SIGSTOP): its connections stay open and nothing moves.</summary>
    public void Pause() => _child!.Send(Signal.Stop);

    /// <summary>Lets a paused process go on (SIGCONT).</summary>
    public void Resume() => _child!.Send(Signal.Continue);

    /// <summary>Runs a host with arguments to its end, e.g. <c>migrate</c>, and returns what it wrote.</summary>
    /// <exception cref="InvalidOperationException">It failed or took more than two minutes; the message carries its output.</exception>
    public static Task<string> RunAsync(string project, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        ChildProcess.RunAsync($"{project} {string.Join(' ', arguments)}", Start(project, environment, arguments), StartDeadline);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_child is not null)
        {
            await _child.DisposeAsync();
        }
    }

    private ProcessStartInfo Start(string[] arguments, int port)
    {
        var start = Start(_project, _environment, arguments);
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        return start;
    }

    /// <summary>The project's directory is the working directory: it holds appsettings.json and wwwroot.</summary>
    private static ProcessStartInfo Start(string project, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Repository.HostAssembly(project), .. arguments]) { WorkingDirectory = Repository.PathOf(project) };
        foreach (var name in start.Environment.Keys.Where(name => Array.Exists(NotInherited, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private async Task<bool> AnswersAsync(string path)
    {
        if (_child!.HasExited)
        {
            throw _child.Failure($"ended with exit code {await _child.WaitForExitAsync(StopDeadline)} instead of getting ready");
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            using var response = await Client.GetAsync(new Uri(path, UriKind.Relative), limit.Token);
            _lastAnswer = $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(limit.Token)}";
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            _lastAnswer = exception.Message;
            return false;
        }
    }
}
