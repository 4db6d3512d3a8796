using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using Items.Testing.Processes;

namespace Items.Testing.Tests.Scripts;

/// <summary>A script of the repository as a process, with a directory of its own for what it stores.</summary>
internal sealed class RunningScript : IAsyncDisposable
{
    private readonly string _path;
    private readonly string[] _arguments;
    private readonly Dictionary<string, string> _environment;
    private ChildProcess? _process;

    public RunningScript(string path, Dictionary<string, string> environment, params string[] arguments)
    {
        _path = path;
        _arguments = arguments;
        _environment = environment;
    }

    public string Data { get; } = Path.Combine(Path.GetTempPath(), $"items-script-{Guid.CreateVersion7():N}");

    public ChildProcess Process => _process!;

    public async Task StartAsync(params string[] moreArguments)
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _process = await ChildProcess.StartAsync(_path, Start(moreArguments), Signal.Terminate);
    }

    /// <summary>How it is started.</summary>
    public ProcessStartInfo Start(params string[] moreArguments)
    {
        var start = new ProcessStartInfo(Repository.PathOf(_path), [.. _arguments, .. moreArguments]) { WorkingDirectory = Path.GetTempPath() };
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        // The name for the servers' scripts, and the one for run.sh.
        start.Environment["ITEMS_DATA"] = start.Environment["Items__Data"] = Data;
        return start;
    }

    public async Task<int> RunAsync(TimeSpan deadline)
    {
        await StartAsync();
        return await Process.WaitForExitAsync(deadline);
    }

    /// <summary>Ends the script with a signal and holds it to the ten seconds that it has.</summary>
    public async Task EndAsync(Signal signal)
    {
        Process.Send(signal);
        await Process.WaitForExitAsync(TimeSpan.FromSeconds(15));
        (await WhatIsLeftAsync()).ShouldBeEmpty();
    }

    /// <summary>Waits for the script's servers and hosts to be gone, and returns those that are not: all of them know its directory, by environment or arguments.</summary>
    public async Task<IReadOnlyList<string>> WhatIsLeftAsync()
    {
        try
        {
            await Eventually.Async(() => Left().Count == 0, TimeSpan.FromSeconds(15));
        }
        catch (TimeoutException)
        {
            // The caller's assertion names them.
        }

        return Left();
    }

    public static bool Listens(string port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
        .Any(listener => $"{listener.Port}" == port);

    /// <summary>Addresses other than loopback that somebody listens on with this port.</summary>
    public static IEnumerable<IPAddress> ListensOutside(string port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
        .Where(listener => $"{listener.Port}" == port && !IPAddress.IsLoopback(listener.Address)).Select(listener => listener.Address);

    /// <summary>The ports at which its processes listen, without those of a process that was started with an empty environment, as epmd is.</summary>
    public IEnumerable<string> Ports() => Listeners.Of(Family().Select(process => process.Id)).Select(port => $"{port}");

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Send(Signal.Terminate);
            await _process.WaitForExitAsync(TimeSpan.FromSeconds(20));
            await _process.DisposeAsync();
        }

        if (Directory.Exists(Data))
        {
            Directory.Delete(Data, recursive: true);
        }
    }

    /// <summary>The process of the script that has a word among its arguments.</summary>
    public int IdOf(string word) => Family().Single(process => process.Command.Contains(word, StringComparison.Ordinal)).Id;

    private List<string> Left() => [.. Family().Select(process => process.Command)];

    private IEnumerable<(int Id, string Command)> Family()
    {
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), out var id) && CommandOf(directory) is { } command)
            {
                yield return (id, command);
            }
        }
    }

    /// <summary>The command line, or null when the process is none of ours.</summary>
    private string? CommandOf(string directory)
    {
        try
        {
            var command = File.ReadAllText(Path.Combine(directory, "cmdline"));
            return command.Contains(Data, StringComparison.Ordinal) || File.ReadAllText(Path.Combine(directory, "environ")).Contains(Data, StringComparison.Ordinal)
                ? command.Replace('\0', ' ')
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
