using System.Text.Json;
using Items.Contracts.Webhooks;
using Items.Testing;
using Items.Worker.Tests.World;
using Microsoft.AspNetCore.Http;

namespace Items.Worker.Tests.Deliveries;

public sealed class TestDeliveryTests
{
    [Theory]
    [InlineData("active", 1)]
    [InlineData("disabled", 1)]
    [InlineData("suspended", 20)]
    public async Task A_test_brings_a_sample_whatever_the_state_and_moves_nothing(string state, int batchSize)
    {
        await using var world = await WorkerWorld.StartAsync();
        var (id, secret) = await world.Rows.CreateAsync(world.Receiver.Url("hook"), batchSize);
        await world.Rows.ChangeAsync(id, $"state = '{state}'");

        var test = await world.Rows.AskForTestAsync(id);

        await Eventually.Async(async () => (await world.Rows.AttemptsAsync(id)).Single(attempt => attempt.Id == test).Outcome != WebhookOutcomes.Pending);
        var attempt = (await world.Rows.AttemptsAsync(id)).Single();
        (attempt.Outcome, attempt.Status, attempt.NextAttemptAt).ShouldBe((WebhookOutcomes.Delivered, 204, null));
        var delivery = world.Receiver.Received("hook").ShouldHaveSingleItem();
        delivery.Id.ShouldBe($"test-{test}");
        using var json = JsonDocument.Parse(delivery.Body);
        var sample = batchSize > 1 ? json.RootElement[0] : json.RootElement;
        sample.GetProperty("type").GetString().ShouldBe(WebhookDeliveryKinds.TestEventType);
        sample.GetProperty("data").GetProperty("item").GetString().ShouldNotBeNullOrEmpty();
        delivery.Sequences.ShouldBeEmpty();
        (await StandardWebhooks.VerifyAsync((secret, delivery))).ShouldBe([StandardWebhooks.Ok]);
        var row = await world.Rows.ReadAsync(id);
        (row.State, row.Position, row.Failures).ShouldBe((state, 0, 0));
    }

    [Fact]
    public async Task A_test_that_fails_tells_how_and_is_not_repeated()
    {
        await using var world = await WorkerWorld.StartAsync();
        world.Receiver.On("hook", async (context, _) =>
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync("no \0 such thing");
        });
        var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url("hook"));

        await world.Rows.AskForTestAsync(id);

        await Eventually.Async(async () => (await world.Rows.AttemptsAsync(id)).Single().Outcome != WebhookOutcomes.Pending);
        var attempt = (await world.Rows.AttemptsAsync(id)).Single();
        (attempt.Outcome, attempt.Status, attempt.Response).ShouldBe((WebhookOutcomes.Rejected, 400, "no \uFFFD such thing"));
        attempt.Duration.ShouldNotBeNull().ShouldBeGreaterThan(0);
        world.Receiver.Count("hook").ShouldBe(1);
    }

    [Fact]
    public async Task Of_the_attempts_the_newest_hundred_are_kept()
    {
        await using var world = await WorkerWorld.StartAsync();
        var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url("hook"));
        await world.Rows.ExecuteAsync(
            """
            INSERT INTO webhook_deliveries (id, webhook_id, kind, message_id, events, attempt, at, outcome)
            SELECT ('00000000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid, $1, 'events', 'old', 1, 1, now(), 'delivered' FROM generate_series(1, 150) i
            """,
            id);
        await world.Rows.AppendAsync(5);
        await world.UntilTakenAsync("hook", 5);

        await Eventually.Async(async () => (await world.Rows.AttemptsAsync(id)).Any(attempt => attempt.Last == 5));
        var attempts = await world.Rows.AttemptsAsync(id);
        attempts.Count.ShouldBe(WebhookLimits.KeptDeliveries);
        attempts.Where(attempt => attempt.MessageId != "old").Select(attempt => attempt.First!.Value).Order().ShouldBe([1, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task Of_many_deliveries_in_a_moment_some_are_written_down_and_of_failures_every_one()
    {
        await using var world = await WorkerWorld.StartAsync();
        var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url("hook"));
        world.Receiver.On("hook", (context, delivery) =>
        {
            context.Response.StatusCode = delivery.Sequences[0] == 400 && world.Receiver.Count("hook") == 400 ? 500 : 200;
            return Task.CompletedTask;
        });
        await world.Rows.AppendAsync(400);
        await world.UntilFailedAsync(id, 1);
        await world.UntilTakenAsync("hook", 400);

        await Eventually.Async(async () => (await world.Rows.AttemptsAsync(id)).Any(attempt => attempt is { Last: 400, Outcome: WebhookOutcomes.Delivered }));
        var attempts = await world.Rows.AttemptsAsync(id);
        attempts.Count.ShouldBeInRange(2, WebhookLimits.KeptDeliveries);
        attempts.ShouldContain(attempt => attempt.Last == 400 && attempt.Outcome == WebhookOutcomes.Rejected && attempt.NextAttemptAt != null);
    }
}
