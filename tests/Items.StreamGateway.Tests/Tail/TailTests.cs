using Items.StreamGateway.Tests.World;

namespace Items.StreamGateway.Tests.Tail;

public sealed class TailTests
{
    [Fact]
    public async Task Events_are_relayed_byte_for_byte()
    {
        await using var world = await GatewayWorld.StartAsync();
        await using var follower = await world.FollowAsync();
        follower.Socket.SubProtocol.ShouldBe("cloudevents.json");
        follower.Start.ShouldBe(world.History.CursorAt(0));
        foreach (var text in new[] { "New Item", "", "äöü 漢字 🙂", "\\u00e4 \\n \\\\ \\u0000", new string('x', 100), new string('y', 70_000) })
        {
            var seq = await world.ChangeAsync(next => Event.Create(world.History.Epoch, next, text: text));
            (await follower.ReceiveAsync()).ShouldBe(world.History[seq]);
        }
    }

    [Fact]
    public async Task A_gap_in_the_broker_is_repaired_from_history()
    {
        await using var world = await GatewayWorld.StartAsync(3);
        await using var follower = await world.FollowAsync("?after=0");
        world.History.Append(2_500);
        await world.ChangeAsync();
        await follower.ReceiveContiguousAsync(1, world.History.Head);
    }
}
