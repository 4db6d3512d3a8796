using System.Diagnostics;
using Items.Testing;
using Items.Worker.Tests.World;

namespace Items.Worker.Tests.Claims;

public sealed class KilledWorkerTests
{
    private const int Webhooks = 40;
    private const int Events = 200;

    [Fact]
    public async Task A_killed_worker_costs_each_webhook_one_repetition_at_most_and_a_few_seconds()
    {
        await using var world = await WorkerSystem.StartAsync(workers: 2);
        var paths = await world.CreateManyAsync(Webhooks);
        await world.Rows.AppendAsync(Events);
        await Eventually.Async(() => paths.All(path => world.Receiver.Count(path) > 10));
        var owners = await world.Rows.ScalarAsync<long>("SELECT count(DISTINCT owner) FROM webhooks");

        // One of the two serves about half of them, each with a request under way.
        await world.System.Workers[0].KillAsync();
        var killed = Stopwatch.GetTimestamp();
        await world.UntilAllHaveAsync(paths, Events);
        var all = Stopwatch.GetElapsedTime(killed);

        var repetitions = paths.Select(world.RepetitionsInOrder).ToList();
        repetitions.ShouldAllBe(count => count <= 1);
        all.ShouldBeLessThan(TimeSpan.FromSeconds(40));
        TestContext.Current.SendDiagnosticMessage($"{Webhooks} webhooks, {Events} events each; one of two Workers killed ({owners} claims then): {repetitions.Sum()} repetitions, at most {repetitions.Max()} each, order kept, all delivered {all.TotalSeconds:0.0} s after");
    }

    [Fact]
    public async Task A_killed_worker_that_hangs_at_an_endpoint_is_replaced_within_seconds_and_repeats_one_request()
    {
        await using var world = await WorkerSystem.StartAsync(workers: 1);
        var isHanging = true;
        world.Receiver.On("hook", (context, delivery) => delivery.Sequences[0] == 5 && isHanging ? Task.Delay(Timeout.Infinite, context.RequestAborted) : Task.CompletedTask);
        await world.Rows.CreateAsync(world.Receiver.Url("hook"));
        await world.Rows.AppendAsync(10);
        await Eventually.Async(() => world.Receiver.Count("hook") == 5);
        isHanging = false;
        await world.System.Worker.KillAsync();
        await world.System.Worker.StartAsync();

        await world.UntilAllHaveAsync(["hook"], 10);

        world.RepetitionsInOrder("hook").ShouldBe(1);
    }

    [Fact]
    public async Task A_worker_that_is_told_to_stop_repeats_nothing()
    {
        await using var world = await WorkerSystem.StartAsync(workers: 2);
        var paths = await world.CreateManyAsync(20);
        await world.Rows.AppendAsync(Events);
        await Eventually.Async(() => paths.All(path => world.Receiver.Count(path) > 5));
        await world.System.Workers[0].StopAsync();

        await world.UntilAllHaveAsync(paths, Events);

        paths.Sum(world.RepetitionsInOrder).ShouldBe(0);
    }

    [Fact]
    public async Task A_worker_that_is_frozen_loses_its_webhooks_and_writes_nothing_when_it_wakes()
    {
        await using var world = await WorkerSystem.StartAsync(workers: 2);
        var paths = await world.CreateManyAsync(20);
        await world.Rows.AppendAsync(Events);
        await Eventually.Async(() => paths.All(path => world.Receiver.Count(path) > 5));
        world.System.Workers[0].Pause();
        await world.UntilAllHaveAsync(paths, Events);
        world.System.Workers[0].Resume();
        await world.Rows.AppendAsync(20);

        await world.UntilAllHaveAsync(paths, Events + 20);

        var positions = await world.Rows.ScalarAsync<long>("SELECT min(position) FROM webhooks");
        await Eventually.Async(async () => await world.Rows.ScalarAsync<long>("SELECT min(position) FROM webhooks") == Events + 20);
        // What it had sent, or was about to send, when it froze may come once more, late.
        paths.ShouldAllBe(path => world.Receiver.Received(path).Count <= Events + 20 + 2);
        TestContext.Current.SendDiagnosticMessage($"frozen: {paths.Sum(path => world.Receiver.Received(path).Count - Events - 20)} repetitions of {20 * (Events + 20)}; lowest cursor then {positions}");
    }
}
