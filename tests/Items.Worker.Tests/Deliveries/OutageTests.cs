using Items.Contracts.Webhooks;
using Items.Testing;
using Items.Worker.Tests.World;

namespace Items.Worker.Tests.Deliveries;

/// <summary>Receivers that are away, for hours and days of the test's own time.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task A_receiver_that_is_down_for_four_days_gets_everything_in_order_afterwards()
    {
        await using var world = await WorkerWorld.StartAsync();
        var began = world.Clock.GetUtcNow();
        var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url("hook"));
        world.Receiver.On("hook", 503);

        var pauses = new List<TimeSpan>();
        while (world.Clock.GetUtcNow() - began < TimeSpan.FromDays(4))
        {
            await world.Rows.AppendAsync(25);
            pauses.Add((await world.UntilFailedAsync(id, pauses.Count + 1)).ShouldNotBeNull());
        }

        world.Receiver.On("hook", 204);
        world.Clock.Advance(TimeSpan.FromHours(6));
        var events = pauses.Count * 25;
        await world.UntilTakenAsync("hook", events);
        await Eventually.Async(async () => (await world.Rows.ReadAsync(id)).Position == events);

        world.Receiver.Taken("hook").ShouldBe(Enumerable.Range(1, events).Select(seq => (long)seq));
        var refused = world.Receiver.Received("hook").Where(delivery => delivery.Status == 503).ToList();
        refused.ShouldAllBe(delivery => delivery.Sequences.Single() == 1);
        refused.Select(delivery => delivery.Id).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
        var row = await world.Rows.ReadAsync(id);
        (row.State, row.Failures, row.FailingSince, row.NextAttemptAt, row.RetryThrough).ShouldBe((WebhookStates.Active, 0, null, null, null));
        TestContext.Current.SendDiagnosticMessage($"4 days down: {refused.Count} attempts refused, pauses {pauses[0]} to {pauses.Max()}; then {events} events in order, none missing, none twice");
    }

    [Fact]
    public async Task Pauses_double_from_five_seconds_to_six_hours_and_differ()
    {
        await using var world = await WorkerWorld.StartAsync();
        var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url("hook"));
        world.Receiver.On("hook", 500);
        await world.Rows.AppendAsync(1);

        for (var failures = 1; failures <= 16; failures++)
        {
            var full = Math.Min(TimeSpan.FromHours(6).TotalSeconds, 5 * Math.Pow(2, failures - 1));
            var pause = (await world.UntilFailedAsync(id, failures)).ShouldNotBeNull();
            pause.TotalSeconds.ShouldBeInRange((full / 2) - 0.001, full + 0.001);
        }

        await Eventually.Async(async () => (await world.Rows.AttemptsAsync(id)).Count >= 16);
        var attempts = await world.Rows.AttemptsAsync(id);
        attempts.Select(attempt => attempt.Attempt).Take(16).ShouldBe(Enumerable.Range(1, 16));
        attempts.ShouldAllBe(attempt => attempt.Outcome == WebhookOutcomes.Rejected && attempt.Status == 500 && attempt.NextAttemptAt != null);
    }

    [Fact]
    public async Task After_five_days_of_failures_it_is_suspended_and_keeps_its_place()
    {
        await using var world = await WorkerWorld.StartAsync();
        var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url("hook"));
        await world.Rows.AppendAsync(3);
        await world.UntilTakenAsync("hook", 3);
        world.Receiver.On("hook", 500);
        await world.Rows.AppendAsync(4);

        var failures = 1;
        var failingSince = world.Clock.GetUtcNow();
        while (await world.UntilFailedAsync(id, failures) is not null)
        {
            failures++;
        }

        (world.Clock.GetUtcNow() - failingSince).ShouldBeInRange(TimeSpan.FromDays(5), TimeSpan.FromDays(5.26));
        var suspended = await world.Rows.ReadAsync(id);
        (suspended.State, suspended.StateReason, suspended.Position).ShouldBe((WebhookStates.Suspended, WebhookStateReasons.Failing, 3));
        var before = world.Receiver.Count("hook");
        world.Clock.Advance(TimeSpan.FromDays(30));
        world.Receiver.On("hook", 204);
        await world.Rows.AppendAsync(2);

        await world.Rows.ChangeAsync(id, "state = 'active', state_reason = NULL, failures = 0, failing_since = NULL, next_attempt_at = NULL");
        await world.UntilTakenAsync("hook", 9);
        world.Receiver.Count("hook").ShouldBe(before + 6);
        world.Receiver.Taken("hook").ShouldBe([1, 2, 3, 4, 5, 6, 7, 8, 9]);
        TestContext.Current.SendDiagnosticMessage($"suspended after {failures} attempts in {world.Clock.GetUtcNow() - failingSince - TimeSpan.FromDays(30)}; resumed at its place");
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("864000", 6 * 3600)]
    [InlineData("1", 2.5)]
    [InlineData("date", 600)]
    public async Task An_endpoint_that_asks_to_be_left_alone_is(string retryAfter, double least)
    {
        await using var world = await WorkerWorld.StartAsync();
        var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url("hook"));
        world.Receiver.On("hook", (context, _) =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = retryAfter == "date" ? world.Clock.GetUtcNow().AddSeconds(601).ToString("R") : retryAfter;
            return Task.CompletedTask;
        });
        await world.Rows.AppendAsync(1);

        var pause = (await world.UntilFailedAsync(id, 1)).ShouldNotBeNull();

        pause.TotalSeconds.ShouldBeInRange(least - 0.001, Math.Max(5.001, least + 1));
    }

    [Fact]
    public async Task An_endpoint_that_answers_410_is_left_alone()
    {
        await using var world = await WorkerWorld.StartAsync();
        var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url("hook"));
        world.Receiver.On("hook", 410);
        await world.Rows.AppendAsync(2);

        await Eventually.Async(async () => (await world.Rows.ReadAsync(id)).State != WebhookStates.Active);

        var row = await world.Rows.ReadAsync(id);
        (row.State, row.StateReason, row.Position, row.NextAttemptAt, row.Owner).ShouldBe((WebhookStates.Disabled, WebhookStateReasons.Gone, 0, null, null));
        world.Receiver.Count("hook").ShouldBe(1);
    }
}
