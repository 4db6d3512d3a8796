using System.Text.RegularExpressions;
using Items.Testing;
using Items.Testing.Processes;

namespace Items.Benchmarks.Tests;

/// <summary>Every benchmark runs, briefly and with the machine to itself, and prints a ratio. How fast anything was is nobody's verdict here.</summary>
public sealed partial class BenchmarkTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static TheoryData<string> Names =>
    [
        "insert", "outbox", "fanout-ws", "fanout-socketio", "fanout-stomp", "sse", "page", "latency", "idle", "commit", "relay", "catch-up", "read-item", "read-page", "large-log", "webhooks", "webhooks-batch", "start",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_runs_and_prints_a_ratio(string name)
    {
        var output = await RunAsync("--brief", name);

        output.ShouldContain($"\n{name}: ");
        Ratio().IsMatch(output).ShouldBeTrue(output);
    }

    [Fact]
    public async Task All_of_them_are_listed()
    {
        var listed = (await RunAsync("--list")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]);

        listed.ShouldBe(Names.Select(row => row.Data));
    }

    [Fact]
    public async Task What_is_none_of_them_is_an_error_that_names_them()
    {
        var failure = await Should.ThrowAsync<InvalidOperationException>(() => RunAsync("insrt"));

        failure.Message.ShouldContain("There is no benchmark insrt. There are: insert,");
    }

    private static Task<string> RunAsync(params string[] arguments) =>
        ChildProcess.RunAsync("Items.Benchmarks", new("dotnet", [Repository.PathOf("benchmarks", "Items.Benchmarks", "bin", Repository.Configuration, "net10.0", "Items.Benchmarks.dll"), .. arguments]), Longest);

    [GeneratedRegex(@"^  [^\n]+ \d+\.\d\d \([^\n]+\), aimed at [≥≤] \d", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ratio();
}
