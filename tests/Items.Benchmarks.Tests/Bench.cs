using System.Text.RegularExpressions;
using Items.Testing;
using Items.Testing.Processes;

namespace Items.Benchmarks.Tests;

/// <summary>The program as a user runs it. How fast anything was is nobody's verdict here, so two of them may run at once.</summary>
internal static partial class Bench
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static string[] AtTheGateway { get; } = ["fanout-ws", "fanout-socketio", "fanout-stomp", "sse", "page", "latency", "idle"];

    /// <summary>All of them, as they are listed.</summary>
    public static string[] Names { get; } = ["insert", "outbox", .. AtTheGateway, "commit", "relay", "catch-up", "read-item", "read-page", "large-log", "webhooks", "webhooks-batch", "start"];

    public static async Task RunsAndPrintsARatioAsync(string name)
    {
        var output = await RunAsync("--brief", name);

        output.ShouldContain($"\n{name}: ");
        Ratio().IsMatch(output).ShouldBeTrue(output);
    }

    public static Task<string> RunAsync(params string[] arguments) =>
        ChildProcess.RunAsync("Items.Benchmarks", new("dotnet", [Repository.PathOf("benchmarks", "Items.Benchmarks", "bin", Repository.Configuration, "net10.0", "Items.Benchmarks.dll"), .. arguments]), Longest);

    /// <summary>A brief run's may be less than nothing: a collection can give back more memory than few connections take.</summary>
    [GeneratedRegex(@"^  [^\n]+ -?\d+\.\d\d \([^\n]+\), aimed at [≥≤] \d", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Ratio();
}
