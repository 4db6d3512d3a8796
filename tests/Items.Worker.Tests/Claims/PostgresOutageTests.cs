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
}
