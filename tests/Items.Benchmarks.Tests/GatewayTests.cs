namespace Items.Benchmarks.Tests;

public sealed class GatewayTests
{
    public static TheoryData<string> Names => [.. Bench.AtTheGateway];

    [Theory]
    [MemberData(nameof(Names))]
    public Task It_runs_and_prints_a_ratio(string name) => Bench.RunsAndPrintsARatioAsync(name);
}
