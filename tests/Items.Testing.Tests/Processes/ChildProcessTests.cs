using System.Diagnostics;
using Items.Testing.Processes;

namespace Items.Testing.Tests.Processes;

public sealed class ChildProcessTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Keeps_what_it_wrote()
    {
        var output = await ChildProcess.RunAsync("echo", new("bash", ["-c", "echo out; echo err >&2"]), Deadline);
        output.Split('\n').Order(StringComparer.Ordinal).ShouldBe(["err", "out"]);
    }

    [Fact]
    public async Task A_failure_carries_the_exit_code_and_the_output()
    {
        var failure = await Should.ThrowAsync<InvalidOperationException>(() => ChildProcess.RunAsync("failing", new("bash", ["-c", "echo why; exit 3"]), Deadline));
        failure.Message.ShouldContain("failing");
        failure.Message.ShouldContain("exit code 3");
        failure.Message.ShouldEndWith("why");
    }

    [Fact]
    public async Task Says_which_program_is_not_there() =>
        await Should.ThrowAsync<InvalidOperationException>(() => ChildProcess.RunAsync("nothing", new("/nonexistent/program"), Deadline));

    [Fact]
    public async Task Takes_signals()
    {
        await using var child = await ChildProcess.StartAsync("sleeper", new("bash", ["-c", "trap 'exit 7' TERM; echo ready; while :; do sleep 0.05; done"]));
        await Eventually.Async(() => child.Output == "ready");
        child.Send(Signal.Stop);
        await Eventually.Async(() => State(child.Id) == "T");
        child.Send(Signal.Continue);
        child.Send(Signal.Terminate);
        (await child.WaitForExitAsync(Deadline)).ShouldBe(7);
    }

    [Fact]
    public async Task Is_gone_after_dispose()
    {
        var child = await ChildProcess.StartAsync("sleeper", new("sleep", ["600"]));
        var id = child.Id;
        await child.DisposeAsync();
        Directory.Exists($"/proc/{id}").ShouldBeFalse();
    }

    /// <summary>The thread that called is long gone when a pool is quiet; the child must not mind.</summary>
    [Fact]
    public async Task Survives_the_thread_that_asked_for_it()
    {
        var started = new TaskCompletionSource<ChildProcess>();
        var thread = new Thread(() => started.SetResult(ChildProcess.StartAsync("sleeper", new ProcessStartInfo("sleep", ["600"])).GetAwaiter().GetResult()));
        thread.Start();
        thread.Join();
        await using var child = await started.Task;
        await Should.ThrowAsync<InvalidOperationException>(() => child.WaitForExitAsync(TimeSpan.FromMilliseconds(300)));
    }

    private static string State(int id) => File.ReadAllText($"/proc/{id}/stat").Split(' ')[2];
}
