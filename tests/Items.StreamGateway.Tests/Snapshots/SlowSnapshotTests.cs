using System.Globalization;
using Items.Contracts;
using Items.StreamGateway.Tests.World;

namespace Items.StreamGateway.Tests.Snapshots;

public sealed class SlowSnapshotTests
{
    private const int MaxEventBytes = 2_600;

    [Fact]
    public async Task A_reader_that_stalls_gives_its_turn_back_and_gets_a_right_snapshot_when_it_reads_again()
    {
        await using var world = await GatewayWorld.StartAsync(
            0, ("CatchUp__MaxConcurrent", "1"), ("CatchUp__Patience", "00:00:00.1"), ("Subscribers__Tick", "00:00:00.1"));
        SomeItems.Create(world.History, 5_000, textLength: 2_000);
        await using var slow = await RawClient.UpgradeAsync(world.Gateway, "?snapshot=true", receiveBuffer: 4_096);
        await Testing.Eventually.Async(() => !world.History.Snapshots.Queries.IsEmpty);
        await using var reader = await world.FollowAsync("?snapshot=true");
        var copy = new Copy();
        await copy.ReceiveAsync(reader, 5_000);
        copy.Table.ShouldBe(Copy.Of(world.History).Table);

        for (var i = 1; i <= 500; i++)
        {
            SomeItems.Change(world.History, i * 10, i % 2 == 0 ? EventTypes.Updated : EventTypes.Deleted, textLength: 2_000);
        }

        var late = new Copy();
        while (late.Position is not { } position || position.Seq < 5_500)
        {
            var (first, payload) = (await slow.ReadFrameAsync()).ShouldNotBeNull();
            if (first == 0x81)
            {
                late.Apply(payload);
            }
        }

        (late.Begins, late.Ends).ShouldBe((1, 1));
        late.Table.ShouldBe(Copy.Of(world.History).Table);
        TestContext.Current.SendDiagnosticMessage($"{late.Items} items sent to the reader that stalled, {copy.Items} to the one that did not");
    }

    [Fact]
    public async Task A_reader_that_never_takes_a_whole_page_in_time_gets_smaller_ones_and_comes_to_the_end()
    {
        await using var world = await GatewayWorld.StartAsync(0, ("CatchUp__Patience", "00:00:00.05"), ("Subscribers__MaxBatchBytes", "8192"));
        SomeItems.Create(world.History, 4_000, textLength: 2_000);
        await using var slow = await RawClient.UpgradeAsync(world.Gateway, "?snapshot=true", receiveBuffer: 4_096);
        var copy = new Copy();
        while (copy.Position is null)
        {
            for (var i = 0; i < 300 && copy.Position is null; i++)
            {
                var (first, payload) = (await slow.ReadFrameAsync()).ShouldNotBeNull();
                first.ShouldBe((byte)0x81);
                copy.Apply(payload);
            }

            copy.Items.ShouldBeLessThan(4_000 * 4, "not the same items for ever");
            // This is how slow it is: it rests for longer than the gateway's patience, and takes less than a page in between.
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        copy.Table.ShouldBe(Copy.Of(world.History).Table);
        var limits = world.History.Snapshots.Queries.Select(query => int.Parse(query["limit"].ToString(), CultureInfo.InvariantCulture)).ToList();
        limits[0].ShouldBe(1_000);
        limits.Min().ShouldBeLessThan(1_000, "it was given smaller pages");
        TestContext.Current.SendDiagnosticMessage($"{limits.Count} pages, the smallest of {limits.Min()} items; {copy.Items} items sent for 4000");
    }

    [Fact]
    public async Task Many_readers_that_stall_cost_their_turns_and_their_connections_buffers_and_no_more()
    {
        const int Readers = 60;
        const int MaxConcurrent = 4;
        await using var world = await GatewayWorld.StartAsync(0, ("CatchUp__MaxConcurrent", $"{MaxConcurrent}"), ("CatchUp__Patience", "00:00:00.1"));
        SomeItems.Create(world.History, 3_000, textLength: 2_000);
        // What the process grows to by serving is not what stalled readers cost.
        for (var i = 0; i < 3; i++)
        {
            await using var warm = await world.FollowAsync("?snapshot=true");
            await new Copy().ReceiveAsync(warm, 3_000);
        }

        var before = world.Gateway.Usage.Memory;
        var stalled = new List<RawClient>();
        for (var i = 0; i < Readers; i++)
        {
            stalled.Add(await RawClient.UpgradeAsync(world.Gateway, "?snapshot=true", receiveBuffer: 4_096));
        }

        var asked = world.History.Snapshots.Queries.Count;
        await Testing.Eventually.Async(() => world.History.Snapshots.Queries.Count >= asked + Readers - MaxConcurrent, TimeSpan.FromSeconds(60), "everybody had a turn");
        var peak = world.Gateway.Usage.Memory;
        await using var reader = await world.FollowAsync("?snapshot=true");
        var copy = new Copy();
        await copy.ReceiveAsync(reader, 3_000);
        peak = Math.Max(peak, world.Gateway.Usage.Memory);

        var whole = 3_000L * MaxEventBytes * Readers;
        TestContext.Current.SendDiagnosticMessage(
            $"{Readers} stalled readers of {3_000L * MaxEventBytes / 1_000_000} MB each: the gateway grew by {(peak - before) / 1_000_000} MB from {before / 1_000_000} MB");
        (peak - before).ShouldBeLessThan(whole / 4);
        foreach (var client in stalled)
        {
            await client.DisposeAsync();
        }
    }
}
