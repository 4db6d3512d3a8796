using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Items.Testing.Processes;

/// <summary>A process of a test: its output is kept (the last lines of it), it takes signals, and it ends with the test process at the latest.</summary>
public sealed partial class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 2_000;

    private readonly ConcurrentQueue<string> _lines = new();
    private readonly Process _process;

    private ChildProcess(string name, Process process)
    {
        Name = name;
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
    }

    /// <summary>What failure messages call it.</summary>
    public string Name { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>What it wrote to standard output and standard error, as it came.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Starts a program, e.g. <c>new("bash", ["-c", "…"])</c>; its streams are redirected, standard input is closed.</summary>
    /// <param name="name">What failure messages call it.</param>
    /// <param name="start">What to start.</param>
    /// <param name="atOurEnd">The signal it gets when this process ends: <see cref="Signal.Terminate"/> for one that ends its own children then.</param>
    public static async Task<ChildProcess> StartAsync(string name, ProcessStartInfo start, Signal atOurEnd = Signal.Kill) =>
        new(name, await ProcessStarter.StartAsync(start, atOurEnd));

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed or took longer than the deadline; the message carries its output.</exception>
    public static async Task<string> RunAsync(string name, ProcessStartInfo start, TimeSpan deadline)
    {
        await using var child = await StartAsync(name, start);
        var code = await child.WaitForExitAsync(deadline);
        return code == 0 ? child.Output : throw child.Failure($"ended with exit code {code}");
    }

    /// <summary>Sends a signal. A process that has ended takes it silently.</summary>
    public void Send(Signal signal)
    {
        if (!_process.HasExited)
        {
            Send(_process.Id, signal);
        }
    }

    /// <summary>Sends a signal to a process by its id. One that has ended takes it silently.</summary>
    public static void Send(int processId, Signal signal) => _ = SendSignal(processId, (int)signal);

    /// <summary>The exit code, 128 + signal when a signal ended it.</summary>
    /// <exception cref="InvalidOperationException">It still runs at the deadline.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan deadline)
    {
        using var limit = new CancellationTokenSource(deadline);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            throw Failure($"still runs after {deadline.TotalSeconds:0} s");
        }
    }

    /// <summary>An exception that says what happened to it and what it wrote.</summary>
    public InvalidOperationException Failure(string what) => new($"{Name} (process {_process.Id}) {what}. Its output:\n{Output}");

    public async ValueTask DisposeAsync()
    {
        Send(Signal.Kill);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        if (_lines.Count > KeptLines)
        {
            _lines.TryDequeue(out _);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);
}
