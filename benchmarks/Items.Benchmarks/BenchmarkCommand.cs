using System.CommandLine;
using System.Globalization;
using Items.Benchmarks.FanOut;
using Items.Benchmarks.Log;
using Items.Benchmarks.Reads;
using Items.Benchmarks.Start;
using Items.Benchmarks.Webhooks;
using Items.Benchmarks.Writes;

namespace Items.Benchmarks;

/// <summary>The command line: which benchmarks, for how long, and where the results go.</summary>
internal static class BenchmarkCommand
{
    private static readonly Benchmark[] All =
    [
        .. WriteBenchmark.All, .. FanOutBenchmark.All, new SseBenchmark(), new PageBenchmark(), new LatencyBenchmark(), new IdleBenchmark(), new CommitBenchmark(), new RelayBenchmark(), new CatchUpBenchmark(), .. ReadBenchmark.All, new LargeLogBenchmark(), .. DeliveryBenchmark.All, new StartBenchmark(),
    ];

    public static RootCommand Create()
    {
        var names = new Argument<string[]>("name") { Description = "Which; all unless given.", Arity = ArgumentArity.ZeroOrMore };
        var seconds = new Option<double>("--seconds") { Description = "How long each side of a pair runs.", DefaultValueFactory = _ => 10 };
        var pairs = new Option<int>("--pairs") { Description = "How often the two sides take turns; the median of the ratios counts.", DefaultValueFactory = _ => 5 };
        var brief = new Option<bool>("--brief") { Description = "One short pair each: whether it runs, not how fast." };
        var list = new Option<bool>("--list") { Description = "Names them, and what each compares." };
        var save = new Option<bool>("--save") { Description = "Keeps the results in benchmarks/results." };
        var command = new RootCommand("Measures Items beside the real thing, in turns, on this machine.") { names, seconds, pairs, brief, list, save, EmptyHost.Create() };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(list))
            {
                return List();
            }

            var wanted = parsed.GetValue(names) ?? [];
            if (wanted.FirstOrDefault(name => Array.TrueForAll(All, benchmark => benchmark.Name != name)) is { } unknown)
            {
                await Console.Error.WriteLineAsync($"There is no benchmark {unknown}. There are: {string.Join(", ", All.Select(benchmark => benchmark.Name))}.");
                return 2;
            }

            var run = parsed.GetValue(brief)
                ? new BenchmarkRun(1, TimeSpan.FromSeconds(1), IsBrief: true, new())
                : new BenchmarkRun(parsed.GetValue(pairs), TimeSpan.FromSeconds(parsed.GetValue(seconds)), IsBrief: false, new());
            run.Report.Line(string.Create(CultureInfo.InvariantCulture, $"{run.Pairs} pairs of {run.Length.TotalSeconds} s; {Environment.ProcessorCount} processors"));
            foreach (var benchmark in All.Where(benchmark => wanted.Length == 0 || wanted.Contains(benchmark.Name, StringComparer.Ordinal)))
            {
                await benchmark.RunAsync(run, cancellationToken);
            }

            if (parsed.GetValue(save))
            {
                Console.WriteLine($"\nKept in {await run.Report.SaveAsync()}");
            }

            return 0;
        });
        return command;
    }

    private static int List()
    {
        foreach (var benchmark in All)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{benchmark.Name,-16} {benchmark.Summary}; aimed at {(benchmark.IsCeiling ? "≤" : "≥")} {benchmark.Target:0.##}"));
        }

        return 0;
    }
}
