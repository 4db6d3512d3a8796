using Items.Testing.Servers;
using Items.Testing.Systems;
using Items.Testing;
using Items.Worker.Tests.World;

namespace Items.Worker.Tests.Claims;

public sealed class PostgresOutageTests
{
    private const int Webhooks = 20;
    private const int Events = 300;

    [Fact]
    public async Task Postgres_killed_in_the_middle_and_started_again_costs_one_repetition_each_at_most()
    {
        await using var postgres = await OwnServer.StartPostgresAsync();
        await ItemsSystem.MigrateAsync(postgres.Address);
        await using var world = await WorkerSystem.StartAsync(workers: 2, database: postgres.Address);
        var paths = await world.CreateManyAsync(Webhooks);
        await world.Rows.AppendAsync(Events);
        await Eventually.Async(() => paths.All(path => world.Receiver.Count(path) > 20));

        await postgres.KillAsync();
        await postgres.StartAsync();
        await world.UntilAllHaveAsync(paths, Events);

        var repetitions = paths.Select(world.RepetitionsInOrder).ToList();
        repetitions.ShouldAllBe(count => count <= 1);
        await world.System.Worker.WaitUntilHealthyAsync();
        TestContext.Current.SendDiagnosticMessage($"{Webhooks} webhooks, {Events} events each, Postgres killed in the middle: {repetitions.Sum()} repetitions, at most {repetitions.Max()} each");
    }

    /// <summary>While one connection waits to be told the database's types, the others wait for it, and give up with another exception than it does.</summary>
    [Fact]
    public async Task A_Postgres_that_takes_connections_and_then_says_nothing_ends_no_Worker()
    {
        await using var postgres = await WiredDatabase.StartAsync();
        postgres.FallSilent();
        await using var world = await WorkerSystem.CreateAsync(workers: 1, database: postgres.ConnectionString, direct: postgres.Direct);
        await world.System.Worker.StartAsync("/alive");
        await Eventually.Async(() => world.System.Worker.Output.Contains("could not be looked at", StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        await world.Rows.CreateAsync(world.Receiver.Url("hook"));
        await world.Rows.AppendAsync(3);

        postgres.Wire.Mend();
        await world.UntilAllHaveAsync(["hook"], 3);

        await world.System.Worker.WaitUntilHealthyAsync();
        world.Receiver.Taken("hook").ShouldBe([1, 2, 3]);
    }
}
