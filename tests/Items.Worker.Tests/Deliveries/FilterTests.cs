using Items.Testing;
using Items.Worker.Tests.World;

namespace Items.Worker.Tests.Deliveries;

public sealed class FilterTests
{
    [Fact]
    public async Task Only_what_is_asked_for_is_delivered_and_the_cursor_moves_over_the_rest()
    {
        await using var world = await WorkerWorld.StartAsync();
        var (byType, _) = await world.Rows.CreateAsync(world.Receiver.Url("type"), types: ["item.deleted", "item.updated"]);
        var (byAttribute, _) = await world.Rows.CreateAsync(world.Receiver.Url("attribute"), attributes: """{"colour":"red"}""");
        var (byNothing, _) = await world.Rows.CreateAsync(world.Receiver.Url("nothing"), attributes: """{"colour":"none"}""");
        for (var round = 0; round < 5; round++)
        {
            await world.Rows.AppendAsync(7);
            await world.Rows.AppendAsync(1, "item.updated", """{"colour":"red","size":2}""");
            await world.Rows.AppendAsync(1, "item.deleted");
        }

        foreach (var id in new[] { byType, byAttribute, byNothing })
        {
            await Eventually.Async(async () => (await world.Rows.ReadAsync(id)).Position == 45);
        }

        world.Receiver.Taken("type").ShouldBe([8, 9, 17, 18, 26, 27, 35, 36, 44, 45]);
        world.Receiver.Taken("attribute").ShouldBe([8, 17, 26, 35, 44]);
        world.Receiver.Count("nothing").ShouldBe(0);
    }

    [Fact]
    public async Task A_needle_in_a_long_log_is_found_in_steps()
    {
        await using var world = await WorkerWorld.StartAsync();
        await world.Rows.AppendAsync(150_000);
        await world.Rows.AppendAsync(1, attributes: """{"colour":"red"}""");
        await world.Rows.AppendAsync(150_000);
        await world.Rows.AppendAsync(1, attributes: """{"colour":"red"}""");
        var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url("hook"), attributes: """{"colour":"red"}""");

        await world.UntilTakenAsync("hook", 2);
        await Eventually.Async(async () => (await world.Rows.ReadAsync(id)).Position == 300_002);

        world.Receiver.Taken("hook").ShouldBe([150_001, 300_002]);
    }
}
