using Items.Testing;
using Items.Worker.Tests.World;

namespace Items.Worker.Tests.Claims;

public sealed class HangingEndpointTests
{
    private const int Webhooks = 200;
    private const int Events = 25;

    [Fact]
    public async Task One_endpoint_that_hangs_on_every_request_costs_the_other_199_nothing()
    {
        await using var world = await WorkerSystem.StartAsync(workers: 1);
        var paths = await world.CreateManyAsync(Webhooks);
        await world.Rows.AppendAsync(Events);
        await world.UntilAllHaveAsync(paths, Events);
        var healthy = await MeasureAsync(world, paths, 2 * Events);

        var (hanging, others) = (paths[77], paths.Where(path => path != paths[77]).ToArray());
        world.Receiver.On(hanging, (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await world.Rows.AppendAsync(1);
        await Eventually.Async(() => world.Receiver.Count(hanging) == (2 * Events) + 1);
        await world.UntilAllHaveAsync(others, (2 * Events) + 1);
        var beside = await MeasureAsync(world, others, (3 * Events) + 1);

        others.Sum(world.RepetitionsInOrder).ShouldBe(0);
        world.Receiver.Taken(hanging).Count.ShouldBe(2 * Events);
        beside.ShouldBeLessThan((healthy * 2) + TimeSpan.FromSeconds(1));
        TestContext.Current.SendDiagnosticMessage(
            $"{Events} events to {Webhooks} endpoints in {healthy.TotalMilliseconds:0} ms; to {others.Length} of them beside one that hangs in {beside.TotalMilliseconds:0} ms");
    }

    private static async Task<TimeSpan> MeasureAsync(WorkerSystem world, string[] paths, int events)
    {
        await world.Rows.AppendAsync(Events);
        return await world.UntilAllHaveAsync(paths, events);
    }
}
