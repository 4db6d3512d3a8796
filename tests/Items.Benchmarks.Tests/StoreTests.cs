namespace Items.Benchmarks.Tests;

public sealed class StoreTests
{
    public static TheoryData<string> Names => [.. Bench.AtTheStore];

    [Theory]
    [MemberData(nameof(Names))]
    public Task It_runs_and_prints_a_ratio(string name) => Bench.RunsAndPrintsARatioAsync(name);
}
