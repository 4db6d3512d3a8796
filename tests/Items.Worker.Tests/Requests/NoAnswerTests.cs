using Items.Contracts.Webhooks;
using Items.Data.Model;
using Items.Testing;
using Items.Worker.Deliveries;
using Items.Worker.Requests;
using Items.Worker.Tests.World;
using Microsoft.Extensions.DependencyInjection;

namespace Items.Worker.Tests.Requests;

/// <summary>What endpoints send in place of an answer becomes part of why the attempt failed, and is stored.</summary>
public sealed class NoAnswerTests
{
    [Fact]
    public async Task What_Postgres_would_not_store_is_replaced_and_costs_no_attempt()
    {
        await using var world = await WorkerWorld.StartAsync();
        await using var endpoint = new RawEndpoint("HTTP/1.1\0 200 OK\r\n\r\n");
        var (odd, _) = await world.Rows.CreateAsync(endpoint.Url);
        var (neighbour, _) = await world.Rows.CreateAsync(world.Receiver.Url("hook"));
        await world.Rows.AppendAsync(1);
        var test = await world.Rows.AskForTestAsync(odd);

        foreach (var id in new[] { odd, neighbour })
        {
            await Eventually.Async(async () => (await world.Rows.AttemptsAsync(id)).Any(attempt => attempt.Kind == WebhookDeliveryKinds.Events));
        }

        await Eventually.Async(async () => (await world.Rows.AttemptsAsync(odd)).Single(attempt => attempt.Id == test).Outcome != WebhookOutcomes.Pending);
        (await world.Rows.AttemptsAsync(odd)).ShouldAllBe(attempt => attempt.Outcome == WebhookOutcomes.Unreachable && attempt.Error!.Contains("HTTP/1.1\uFFFD 200 OK", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_a_long_one_the_beginning_is_kept()
    {
        await using var world = await WorkerWorld.StartAsync();
        await using var endpoint = new RawEndpoint($"{new string('x', 8_000)}\r\n\r\n");
        var (id, _) = await world.Rows.CreateAsync(endpoint.Url);
        await world.Rows.AppendAsync(1);

        await Eventually.Async(async () => (await world.Rows.AttemptsAsync(id)).Count > 0);
        var error = (await world.Rows.AttemptsAsync(id))[0].Error!;
        (error.Length, error[^2..]).ShouldBe((1_000, "x…"));
    }

    [Theory]
    [InlineData("a\tb\r\nc", "a\tb\r\nc")]
    [InlineData("\0 \u001B[31m \u0085", "\uFFFD \uFFFD[31m \uFFFD")]
    [InlineData("0123456789", "0123456789")]
    [InlineData("0123456789a", "012345678…")]
    [InlineData("12345678\U0001F600", "12345678\U0001F600")]
    [InlineData("12345678\U0001F600a", "12345678…")]
    [InlineData("123456789\U0001F600", "123456789…")]
    public void Words_become_printable(string words, string printable) => PrintableText.Of(words, 10).ShouldBe(printable);

    [Fact]
    public void Half_a_pair_of_surrogates_is_no_character() => PrintableText.Of("\uD83D \uDE00 \U0001F600", 10).ShouldBe("\uFFFD \uFFFD \U0001F600");

    [Fact]
    public async Task An_attempt_that_Postgres_refuses_costs_no_other()
    {
        await using var world = await WorkerWorld.StartAsync();
        var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url("hook"));
        var log = world.Services.GetRequiredService<AttemptLog>();
        var messages = new[] { "first", "\0", "third", "fourth" };
        foreach (var message in messages)
        {
            log.Record(new WebhookDeliveryRow
            {
                Id = Guid.CreateVersion7(),
                WebhookId = id,
                Kind = WebhookDeliveryKinds.Events,
                MessageId = message,
                Events = 1,
                Attempt = 1,
                At = world.Clock.GetUtcNow(),
                Outcome = WebhookOutcomes.Delivered,
            });
        }

        await Eventually.Async(async () => (await world.Rows.AttemptsAsync(id)).Count == 3);
        (await world.Rows.AttemptsAsync(id)).Select(attempt => attempt.MessageId).ShouldBe(["first", "third", "fourth"], ignoreOrder: true);
    }
}
