using Items.Testing.Processes;

namespace Items.Testing.Tests.Scripts;

/// <summary>What can be said of test.sh from inside of it.</summary>
public sealed class TestScriptTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static Dictionary<string, string> NoEnvironment() => new(StringComparer.Ordinal);

    [Fact]
    public async Task Explains_itself()
    {
        await using var script = new RunningScript("test.sh", NoEnvironment(), "--help");
        (await script.RunAsync(Deadline)).ShouldBe(0);
        script.Process.Output.ShouldContain("ITEMS_TEST_POSTGRES");
    }

    [Theory]
    [InlineData("Items.Nonexistent.Tests")]
    [InlineData("--nonsense")]
    public async Task Failing_to_run_anything_is_a_failure_in_the_last_line_too(string argument)
    {
        await using var script = new RunningScript("test.sh", NoEnvironment(), argument);
        (await script.RunAsync(Deadline)).ShouldBe(1);
        script.Process.Output.ShouldContain(argument);
        // The two streams are read apart, so the order of their lines is not known here.
        script.Process.Output.Split('\n').Count(line => line == "0 passed, 1 failed").ShouldBe(1);
    }

    [Fact]
    public async Task Says_at_its_end_what_did_not_pass()
    {
        const string Report = """
            <assemblies><assembly failed="1" errors="1" skipped="1"><errors><error type="test-cleanup-failure" name="A.Class"><failure exception-type="E"><message>left</message></failure></error></errors>
            <collection failed="1"><test id="1" name="A.passes" result="Pass" time="0.1" /><test id="2" name="A.fails(text: &quot;x&quot;)" result="Fail" time="0.1"><failure exception-type="E"><message>1 &lt; 2
            second line</message><stack-trace>   at Somewhere</stack-trace></failure></test><test id="3" name="A.skipped" result="Skip"><reason>later</reason></test></collection>
            </assembly></assemblies>
            """;
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, Report, TestContext.Current.CancellationToken);

        await using var script = new RunningScript("eng/failures.sh", NoEnvironment(), path);
        (await script.RunAsync(Deadline)).ShouldBe(0);
        File.Delete(path);

        script.Process.Output.ShouldBe("  A.Class\n    left\n  A.fails(text: \"x\")\n    1 < 2\n    second line\n  A.skipped\n    later");
    }

    [Fact]
    public async Task Every_script_passes_shellcheck()
    {
        string[] scripts =
        [
            Repository.PathOf("run.sh"), Repository.PathOf("test.sh"), Repository.PathOf(".ci", "run"),
            .. Directory.EnumerateFiles(Repository.PathOf("eng"), "*.sh"), .. Directory.EnumerateFiles(Repository.PathOf("eng", "services"), "*.sh"),
        ];
        await ChildProcess.RunAsync("shellcheck", new("shellcheck", ["--external-sources", .. scripts]) { WorkingDirectory = Repository.Root }, TimeSpan.FromMinutes(2));
    }
}
