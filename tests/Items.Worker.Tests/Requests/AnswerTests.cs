using Items.Contracts.Webhooks;
using Items.Data.Model;
using Items.Testing;
using Items.Worker.Tests.World;
using Microsoft.AspNetCore.Http;

namespace Items.Worker.Tests.Requests;

/// <summary>Answers that are slow, endless, or not what they should be.</summary>
public sealed class AnswerTests
{
    [Fact]
    public async Task An_answer_that_does_not_come_or_does_not_end_is_a_timeout()
    {
        await using var world = await StartAsync();
        world.Receiver.On("silent", (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        world.Receiver.On("endless", async (context, _) =>
        {
            while (true)
            {
                await context.Response.WriteAsync("x", context.RequestAborted);
                await Task.Delay(20, context.RequestAborted);
            }
        });

        foreach (var path in new[] { "silent", "endless" })
        {
            var attempt = await AttemptAsync(world, path);
            attempt.Outcome.ShouldBe(WebhookOutcomes.Timeout);
            attempt.Duration!.Value.ShouldBeInRange(900, 5_000);
        }
    }

    [Fact]
    public async Task Of_a_large_answer_the_beginning_is_kept_and_its_status_counts()
    {
        await using var world = await StartAsync();
        world.Receiver.On("large", async (context, _) =>
        {
            var piece = new string('é', 32_000);
            for (var sent = 0; sent < 1_000 && !context.RequestAborted.IsCancellationRequested; sent++)
            {
                await context.Response.WriteAsync(piece, context.RequestAborted);
            }
        });

        var attempt = await AttemptAsync(world, "large");

        (attempt.Outcome, attempt.Status).ShouldBe((WebhookOutcomes.Delivered, 200));
        attempt.Response!.Length.ShouldBe(WebhookLimits.MaxResponseExcerptBytes / 2);
    }

    [Fact]
    public async Task A_head_beyond_the_limit_and_a_broken_connection_are_no_answers()
    {
        await using var world = await StartAsync();
        world.Receiver.On("head", (context, _) =>
        {
            context.Response.Headers["x-long"] = new string('x', 20_000);
            return Task.CompletedTask;
        });
        world.Receiver.On("broken", (context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        (await AttemptAsync(world, "head")).Outcome.ShouldBe(WebhookOutcomes.Unreachable);
        (await AttemptAsync(world, "broken")).Outcome.ShouldBe(WebhookOutcomes.Unreachable);
    }

    [Fact]
    public async Task A_connection_is_used_again()
    {
        await using var world = await StartAsync();
        var connections = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        world.Receiver.On("hook", async (context, _) =>
        {
            connections[context.Connection.Id] = true;
            await context.Response.WriteAsync("taken");
        });
        await world.Rows.CreateAsync(world.Receiver.Url("hook"));
        await world.Rows.AppendAsync(200);

        await world.UntilTakenAsync("hook", 200);

        connections.ShouldHaveSingleItem();
    }

    private static Task<WorkerWorld> StartAsync() => WorkerWorld.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["WebhookRequests:Timeout"] = "00:00:01" });

    private static async Task<WebhookDeliveryRow> AttemptAsync(WorkerWorld world, string path)
    {
        var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url(path), position: await world.Rows.ScalarAsync<long>("SELECT head FROM stream"));
        await world.Rows.AppendAsync(1);
        await Eventually.Async(async () => (await world.Rows.AttemptsAsync(id)).Count > 0);
        return (await world.Rows.AttemptsAsync(id))[0];
    }
}
