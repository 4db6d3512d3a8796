using Items.Benchmarks.Results;

namespace Items.Benchmarks;

/// <summary>How long to measure, and where the results go.</summary>
/// <param name="Pairs">How often both sides take their turn.</param>
/// <param name="Length">Of one turn of one side.</param>
/// <param name="IsBrief">Whether it is only asked if everything runs: with little data, and figures that say nothing.</param>
/// <param name="Report">Takes the results.</param>
internal sealed record BenchmarkRun(int Pairs, TimeSpan Length, bool IsBrief, Report Report)
{
    /// <summary>Before the first pair, on each side: until the code has been compiled for good.</summary>
    public TimeSpan WarmUp { get; } = TimeSpan.FromSeconds(IsBrief ? 1 : 20);
}

/// <summary>Something of ours beside something real that does comparable work, in turns on the same machine.</summary>
internal abstract class Benchmark
{
    /// <summary>Its name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>What is compared.</summary>
    public abstract string Summary { get; }

    /// <summary>What is aimed at: for rates how many times theirs ours should be at least, for times and sizes at most (<see cref="IsCeiling"/>).</summary>
    public abstract double Target { get; }

    public virtual bool IsCeiling => false;

    public abstract Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken);
}
