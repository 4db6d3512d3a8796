namespace Items.Benchmarks;

/// <summary>How long to measure.</summary>
/// <param name="Pairs">How often both sides take their turn.</param>
/// <param name="Length">Of one turn of one side.</param>
internal sealed record BenchmarkRun(int Pairs, TimeSpan Length)
{
    /// <summary>Before the first pair, on each side: as long as a turn, and never so short that the code has not been compiled for good.</summary>
    public TimeSpan WarmUp { get; } = Pairs == 1 ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(Math.Max(12, Length.TotalSeconds));
}

/// <summary>Something of ours beside something real that does comparable work, in turns on the same machine.</summary>
internal abstract class Benchmark
{
    /// <summary>Its name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>What is compared, and what a ratio of how much is aimed at.</summary>
    public abstract string Summary { get; }

    public abstract double Target { get; }

    public abstract Task RunAsync(BenchmarkRun run, CancellationToken cancellationToken);
}
