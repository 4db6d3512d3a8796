namespace Items.Benchmarks.Tests;

/// <summary>All that <see cref="GatewayTests"/> leaves: two classes, because xunit runs classes beside each other.</summary>
public sealed class StoreTests
{
    public static TheoryData<string> Names => [.. Bench.Names.Except(Bench.AtTheGateway, StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task It_runs_and_prints_a_ratio(string name) => Bench.RunsAndPrintsARatioAsync(name);
}
