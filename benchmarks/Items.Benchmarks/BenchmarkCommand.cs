using System.CommandLine;
using System.Globalization;
using Items.Benchmarks.FanOut;
using Items.Benchmarks.Webhooks;
using Items.Benchmarks.Writes;

namespace Items.Benchmarks;

/// <summary>The command line: which benchmarks, for how long, and where the results go.</summary>
internal static class BenchmarkCommand
{
    private static readonly Benchmark[] All = [new InsertBenchmark(), new OutboxBenchmark(), .. FanOutBenchmark.All, new SseBenchmark(), .. DeliveryBenchmark.All];

    public static RootCommand Create()
    {
        var names = new Argument<string[]>("name") { Description = $"Which, all unless given: {string.Join(", ", All.Select(benchmark => benchmark.Name))}", Arity = ArgumentArity.ZeroOrMore };
        var seconds = new Option<double>("--seconds") { Description = "How long each side of a pair runs.", DefaultValueFactory = _ => 10 };
        var pairs = new Option<int>("--pairs") { Description = "How often the two sides take turns; the median of the ratios counts.", DefaultValueFactory = _ => 5 };
        var brief = new Option<bool>("--brief") { Description = "One short pair each: whether it runs, not how fast." };
        var command = new RootCommand("Measures Items beside the real thing, in turns, on this machine.") { names, seconds, pairs, brief };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var chosen = parsed.GetValue(names) is { Length: > 0 } wanted ? Array.FindAll(All, benchmark => wanted.Contains(benchmark.Name, StringComparer.Ordinal)) : All;
            if (chosen.Length == 0)
            {
                await Console.Error.WriteLineAsync($"There are: {string.Join(", ", All.Select(benchmark => benchmark.Name))}.");
                return 2;
            }

            var run = parsed.GetValue(brief) ? new BenchmarkRun(1, TimeSpan.FromSeconds(2)) : new BenchmarkRun(parsed.GetValue(pairs), TimeSpan.FromSeconds(parsed.GetValue(seconds)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.Pairs} pairs of {run.Length.TotalSeconds} s; {Environment.ProcessorCount} processors"));
            foreach (var benchmark in chosen)
            {
                await benchmark.RunAsync(run, cancellationToken);
            }

            return 0;
        });
        return command;
    }
}
