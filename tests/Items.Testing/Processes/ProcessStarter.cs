using System.Collections.Concurrent;
using System.Diagnostics;

namespace Items.Testing.Processes;

/// <summary>
/// Starts processes that the kernel signals when this process ends, however it ends. The kernel's parent-death signal is tied to the thread that started the child, and
/// the runtime's pool threads come and go, so one thread that lives as long as the process starts them all.
/// </summary>
internal static class ProcessStarter
{
    private static readonly BlockingCollection<(Process Process, TaskCompletionSource Started)> Requests = [];

    static ProcessStarter() => new Thread(StartAll) { IsBackground = true, Name = "process starter" }.Start();

    /// <param name="start">What to start.</param>
    /// <param name="atOurEnd">The signal that the child gets when this process ends.</param>
    public static async Task<Process> StartAsync(ProcessStartInfo start, Signal atOurEnd)
    {
        var bound = new ProcessStartInfo("setpriv")
        {
            UseShellExecute = false,
            WorkingDirectory = start.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["--pdeathsig", NameOf(atOurEnd), "--", start.FileName, .. start.ArgumentList])
        {
            bound.ArgumentList.Add(argument);
        }

        bound.Environment.Clear();
        foreach (var (name, value) in start.Environment)
        {
            bound.Environment[name] = value;
        }

        var process = new Process { StartInfo = bound };
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Requests.Add((process, started));
        await started.Task;
        return process;
    }

    private static string NameOf(Signal signal) => signal switch
    {
        Signal.Kill => "KILL",
        Signal.Terminate => "TERM",
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "Only what ends a process"),
    };

    private static void StartAll()
    {
        foreach (var (process, started) in Requests.GetConsumingEnumerable())
        {
            try
            {
                process.Start();
                started.SetResult();
            }
            catch (Exception exception)
            {
                started.SetException(exception);
            }
        }
    }
}
