using Items.Contracts.Webhooks;
using Items.Testing;
using Items.Worker.Tests.World;

namespace Items.Worker.Tests.Deliveries;

/// <summary>What clients, and the log itself, change while deliveries are made.</summary>
public sealed class ChangeTests
{
    [Fact]
    public async Task A_replay_in_the_middle_of_a_delivery_is_not_overwritten_by_it()
    {
        await using var world = await WorkerWorld.StartAsync();
        var (arrived, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        world.Receiver.On("hook", async (_, delivery) =>
        {
            if (delivery.Sequences[0] == 5 && arrived.TrySetResult())
            {
                await go.Task;
            }
        });
        var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url("hook"));
        await world.Rows.AppendAsync(8);
        await arrived.Task;
        await world.Rows.ChangeAsync(id, "position = 2");
        go.SetResult();

        await Eventually.Async(async () => (await world.Rows.ReadAsync(id)).Position == 8);

        world.Receiver.Taken("hook").ShouldBe([1, 2, 3, 4, 5, 3, 4, 5, 6, 7, 8]);
    }

    [Fact]
    public async Task A_change_ends_a_request_that_hangs_within_a_renewal()
    {
        await using var world = await WorkerWorld.StartAsync();
        world.Receiver.On("hanging", (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url("hanging"));
        await world.Rows.AppendAsync(1);
        await Eventually.Async(() => world.Receiver.Count("hanging") == 1);

        await world.Rows.ChangeAsync(id, $"url = '{world.Receiver.Url("other")}'");

        await Eventually.Async(() => world.Receiver.Taken("other").Count == 1, TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task A_webhook_that_is_disabled_is_left_alone_at_once()
    {
        await using var world = await WorkerWorld.StartAsync();
        var arrived = new TaskCompletionSource();
        world.Receiver.On("hook", async (_, delivery) =>
        {
            if (delivery.Sequences[0] == 3)
            {
                await arrived.Task;
            }
        });
        var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url("hook"));
        await world.Rows.AppendAsync(10);
        await Eventually.Async(() => world.Receiver.Count("hook") == 3);
        await world.Rows.ChangeAsync(id, "state = 'disabled', state_reason = 'requested'");
        arrived.SetResult();
        await Eventually.Async(async () => (await world.Rows.ReadAsync(id)).Owner is null);
        await world.Rows.ChangeAsync(id, "state = 'active', state_reason = NULL");
        await Eventually.Async(async () => (await world.Rows.ReadAsync(id)).Position == 10);

        world.Receiver.Taken("hook").ShouldBe([1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 10]);
    }

    [Fact]
    public async Task A_webhook_that_is_deleted_in_the_middle_disturbs_nobody()
    {
        await using var world = await WorkerWorld.StartAsync();
        var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url("gone"));
        world.Receiver.On("gone", (_, delivery) => delivery.Sequences[0] == 2 ? world.Rows.ExecuteAsync("DELETE FROM webhooks WHERE id = $1", id) : Task.CompletedTask);
        await world.Rows.CreateAsync(world.Receiver.Url("stays"));
        await world.Rows.AppendAsync(50);

        await world.UntilTakenAsync("stays", 50);

        world.Receiver.Taken("gone").ShouldBe([1, 2]);
        await Eventually.Async(async () => await world.Rows.ScalarAsync<long>("SELECT coalesce(max(last), 0) FROM webhook_deliveries") == 50);
        (await world.Rows.AttemptsAsync(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_log_no_longer_has_suspends_and_is_never_left_out_silently()
    {
        await using var world = await WorkerWorld.StartAsync();
        var (behind, _) = await world.Rows.CreateAsync(world.Receiver.Url("behind"));
        await world.Rows.ChangeAsync(behind, "state = 'disabled'");
        var (former, _) = await world.Rows.CreateAsync(world.Receiver.Url("former"));
        await world.Rows.ChangeAsync(former, "epoch = '00000000'");
        var (ahead, _) = await world.Rows.CreateAsync(world.Receiver.Url("ahead"));
        await world.Rows.AppendAsync(20);
        await world.UntilTakenAsync("ahead", 20);
        await world.Rows.ExecuteAsync("WITH moved AS (UPDATE stream SET oldest = 11) DELETE FROM events WHERE seq < 11");
        await world.Rows.ChangeAsync(behind, "state = 'active'");

        foreach (var id in new[] { behind, former })
        {
            await Eventually.Async(async () => (await world.Rows.ReadAsync(id)).State == WebhookStates.Suspended);
            var row = await world.Rows.ReadAsync(id);
            (row.StateReason, row.Position, row.Owner).ShouldBe((WebhookStateReasons.PositionGone, 0, null));
        }

        world.Receiver.Count("behind").ShouldBe(0);
        world.Receiver.Count("former").ShouldBe(0);
        await world.Rows.ChangeAsync(behind, "state = 'active', state_reason = NULL, position = 10");
        await world.UntilTakenAsync("behind", 10);
        world.Receiver.Taken("behind").ShouldBe(Enumerable.Range(11, 10).Select(seq => (long)seq));
    }
}
