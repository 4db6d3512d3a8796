using System.Diagnostics;
using System.Globalization;
using Items.Contracts;
using Items.StreamGateway.Tests.World;

namespace Items.StreamGateway.Tests.Subscribers;

public sealed class FilterTests
{
    private static readonly Guid Other = Guid.Parse("019a0000-0000-7000-8000-000000000002");

    [Theory]
    [InlineData("types=item.deleted", 3)]
    [InlineData("types=item.created,item.deleted", 1, 3, 4, 5)]
    [InlineData("subject=019a0000-0000-7000-8000-000000000002", 4)]
    [InlineData("subject=019a0000-0000-7000-8000-000000000002,019a0000-0000-7000-8000-000000000001&types=item.updated", 2)]
    [InlineData("attributes={\"color\":\"red\"}", 4, 5)]
    [InlineData("attributes={\"size\":{\"w\":1}}", 5)]
    [InlineData("attributes={\"tags\":[2]}&types=item.created", 5)]
    [InlineData("attributes={\"tags\":[2,2,[2,2],2.0]}", 5)]
    [InlineData("attributes={}", 1, 2, 3, 4, 5)]
    public async Task Only_what_was_asked_for_arrives_live_and_from_history(string query, params int[] expected)
    {
        await using var world = await GatewayWorld.StartAsync(0, ("Subscribers__CheckpointInterval", "00:00:00.1"), ("Tail__Prefill", "0"));
        await using var live = await world.FollowAsync($"?{query}");
        var epoch = world.History.Epoch;
        await world.ChangeAsync(seq => Event.Create(epoch, seq));
        await world.ChangeAsync(seq => Event.Create(epoch, seq, EventTypes.Updated, attributes: """{"color":"blue"}"""));
        await world.ChangeAsync(seq => Event.Create(epoch, seq, EventTypes.Deleted));
        await world.ChangeAsync(seq => Event.Create(epoch, seq, subject: Other, attributes: """{"color":"red"}"""));
        await world.ChangeAsync(seq => Event.Create(epoch, seq, attributes: """{"color":"red","size":{"w":1.0,"h":2},"tags":[1,[2],2]}"""));
        await ExpectAsync(live, expected);

        await world.Gateway.KillAsync();
        await world.Gateway.StartAsync();
        await using var old = await world.FollowAsync($"?{query}&after=0");
        await ExpectAsync(old, expected);
    }

    [Fact]
    public async Task A_checkpoint_says_within_five_seconds_that_the_position_moved()
    {
        await using var world = await GatewayWorld.StartAsync();
        await using var follower = await world.FollowAsync("?types=item.deleted");
        await using var unfiltered = await world.FollowAsync();
        await world.ChangeAsync(2);
        var clock = Stopwatch.StartNew();
        var checkpoint = await follower.ReceiveEventAsync();
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        checkpoint.Type.ShouldBe(EventTypes.Checkpoint);
        checkpoint.Data.ShouldBeNull();
        checkpoint.Subject.ShouldBeNull();
        checkpoint.Source.ShouldBe($"/streams/{world.History.Epoch}");
        (checkpoint.Id == Cursor.FormatSequence(2)).ShouldBeFalse();
        var position = long.Parse(checkpoint.Sequence, CultureInfo.InvariantCulture);
        position.ShouldBeInRange(1, 2);
        if (position == 1)
        {
            (await follower.ReceiveEventAsync()).Sequence.ShouldBe(Cursor.FormatSequence(2));
        }

        await Should.ThrowAsync<OperationCanceledException>(() => follower.ReceiveAsync(TimeSpan.FromSeconds(6)));
        await unfiltered.ReceiveContiguousAsync(1, 2);
        await Should.ThrowAsync<OperationCanceledException>(() => unfiltered.ReceiveAsync(TimeSpan.FromMilliseconds(100)));
    }

    [Fact]
    public async Task A_checkpoint_says_after_a_thousand_skipped_events_how_far_it_is()
    {
        await using var world = await GatewayWorld.StartAsync(
            5_000, ("Subscribers__CheckpointInterval", "00:10:00"), ("Ring__Capacity", "2048"), ("Tail__Prefill", "2000"));
        await using var follower = await world.FollowAsync("?types=item.deleted&after=0");
        for (var position = 1_000; position <= 5_000; position += 1_000)
        {
            var checkpoint = await follower.ReceiveEventAsync();
            (checkpoint.Type, checkpoint.Sequence).ShouldBe((EventTypes.Checkpoint, Cursor.FormatSequence(position)));
        }
    }

    private static async Task ExpectAsync(WebSocketFollower follower, int[] expected)
    {
        var received = new List<int>();
        var position = 0;
        while (position < 5)
        {
            var next = await follower.ReceiveEventAsync();
            position = int.Parse(next.Sequence, CultureInfo.InvariantCulture);
            if (next.Type != EventTypes.Checkpoint)
            {
                received.Add(position);
            }
        }

        received.ShouldBe(expected);
    }
}
