using Items.Worker.Tests.World;

namespace Items.Worker.Tests.Deliveries;

public sealed class BatchTests
{
    [Fact]
    public async Task Single_events_are_cloud_events_with_their_cursor_as_id()
    {
        await using var world = await WorkerWorld.StartAsync();
        await world.Rows.CreateAsync(world.Receiver.Url("hook"));
        await world.Rows.AppendAsync(2);

        await world.UntilTakenAsync("hook", 2);

        var delivery = world.Receiver.Received("hook")[1];
        (delivery.ContentType, delivery.Id).ShouldBe(("application/cloudevents+json", $"{world.Rows.Epoch}-00000000000000000002"));
        delivery.Body.ShouldStartWith("{\"specversion\":\"1.0\",\"id\":\"00000000000000000002\"");
    }

    [Fact]
    public async Task Batches_are_arrays_up_to_their_size_and_complete_together()
    {
        await using var world = await WorkerWorld.StartAsync();
        await world.Rows.AppendAsync(1_000);
        await world.Rows.CreateAsync(world.Receiver.Url("hook"), batchSize: 300);

        await world.UntilTakenAsync("hook", 1_000);

        var deliveries = world.Receiver.Received("hook");
        deliveries.Select(delivery => delivery.Sequences.Count).ShouldBe([300, 300, 300, 100]);
        deliveries.ShouldAllBe(delivery => delivery.ContentType == "application/cloudevents-batch+json" && !delivery.Id.Contains('.'));
        world.Receiver.Taken("hook").ShouldBe(Enumerable.Range(1, 1_000).Select(seq => (long)seq));
    }

    [Fact]
    public async Task A_repetition_is_the_same_request_though_there_is_more_by_then()
    {
        await using var world = await WorkerWorld.StartAsync();
        world.Receiver.On("hook", 503);
        var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url("hook"), batchSize: 10);
        await world.Rows.AppendAsync(4);
        await world.UntilFailedAsync(id, 1);
        await world.Rows.AppendAsync(20);
        await world.UntilFailedAsync(id, 2);
        world.Receiver.On("hook", 204);
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        await world.UntilTakenAsync("hook", 24);

        var deliveries = world.Receiver.Received("hook");
        var repeated = deliveries.Take(3).ToList();
        repeated.Select(delivery => (delivery.Id, delivery.Body)).Distinct().ShouldHaveSingleItem();
        repeated.Select(delivery => (delivery.Timestamp, delivery.Signature)).Distinct().Count().ShouldBe(3);
        deliveries.Skip(3).Select(delivery => delivery.Sequences.Count).ShouldBe([10, 10]);
    }

    [Fact]
    public async Task Large_events_make_small_batches_which_are_repeated_alike()
    {
        await using var world = await WorkerWorld.StartAsync();
        await world.Rows.AppendAsync(60, attributes: $$"""{"text":"{{new string('x', 15_000)}}"}""");
        world.Receiver.On("hook", 503);
        var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url("hook"), batchSize: 100);
        await world.UntilFailedAsync(id, 1);
        world.Receiver.On("hook", 204);

        await world.UntilTakenAsync("hook", 60);

        var deliveries = world.Receiver.Received("hook");
        deliveries.ShouldAllBe(delivery => delivery.Body.Length < 300_000);
        deliveries[1].Body.ShouldBe(deliveries[0].Body);
        world.Receiver.Taken("hook").ShouldBe(Enumerable.Range(1, 60).Select(seq => (long)seq));
    }
}
