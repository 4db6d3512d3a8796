using System.Net;
using Items.Contracts;
using Items.Contracts.Webhooks;

namespace Items.Api.Tests.Webhooks;

/// <summary>Disabling, resuming and replaying, from every state in which a Worker may have left a webhook.</summary>
public sealed class StateTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    public static TheoryData<string, string?> Failed { get; } = new()
    {
        { WebhookStates.Active, null },
        { WebhookStates.Suspended, WebhookStateReasons.Failing },
        { WebhookStates.Disabled, WebhookStateReasons.Gone },
        { WebhookStates.Disabled, WebhookStateReasons.Requested },
    };

    [Theory]
    [MemberData(nameof(Failed))]
    public async Task Resume_makes_active_forgets_the_failures_and_keeps_the_place_and_the_request(string state, string? reason)
    {
        foreach (var resume in (Func<Guid, Task<HttpResponseMessage>>[])[id => api.Client.DoAsync(id, "resume"), id => api.Client.PatchWebhookAsync(id, """{"state":"active"}""")])
        {
            var webhook = await api.Client.CreateWebhookAsync();
            await api.FailAsync(webhook.Id, state, reason);
            using var response = await resume(webhook.Id);

            var resumed = await response.WebhookAsync();
            ShouldBeDue(resumed);
            resumed.Cursor.ShouldBe(webhook.Cursor);
            (await RetryThroughAsync(webhook.Id)).ShouldBe(1L, "what failed is repeated as it was");
        }
    }

    [Fact]
    public async Task Resume_leaves_alone_what_is_active_and_waits_for_nothing()
    {
        var webhook = await api.Client.CreateWebhookAsync();
        using var response = await api.Client.DoAsync(webhook.Id, "resume");
        (await response.WebhookAsync()).Version.ShouldBe(1, "no delivery in flight is made void");
    }

    [Fact]
    public async Task Disabling_stops_and_says_who_asked_for_it()
    {
        var webhook = await api.Client.CreateWebhookAsync();
        using var response = await api.Client.PatchWebhookAsync(webhook.Id, """{"state":"disabled"}""");
        var disabled = await response.WebhookAsync();
        (disabled.State, disabled.StateReason, disabled.Version).ShouldBe((WebhookStates.Disabled, WebhookStateReasons.Requested, 2));

        await api.FailAsync(webhook.Id, WebhookStates.Disabled, WebhookStateReasons.Gone);
        using var again = await api.Client.PatchWebhookAsync(webhook.Id, """{"state":"disabled"}""");
        (await again.WebhookAsync()).StateReason.ShouldBe(WebhookStateReasons.Gone, "the first reason stays");
    }

    [Fact]
    public async Task Where_the_position_is_gone_resume_is_refused_and_a_replay_goes_on()
    {
        var webhook = await api.Client.CreateWebhookAsync();
        await api.FailAsync(webhook.Id, WebhookStates.Suspended, WebhookStateReasons.PositionGone);
        using var resumed = await api.Client.DoAsync(webhook.Id, "resume");
        using var patched = await api.Client.PatchWebhookAsync(webhook.Id, """{"state":"active","description":"x"}""");
        await resumed.ProblemAsync(HttpStatusCode.Conflict, ProblemTypes.WebhookPositionGone);
        await patched.ProblemAsync(HttpStatusCode.Conflict, ProblemTypes.WebhookPositionGone);
        var untouched = await api.Client.GetWebhookAsync(webhook.Id);
        (untouched.StateReason, untouched.Failures, untouched.Description, untouched.Version).ShouldBe((WebhookStateReasons.PositionGone, 7, null, 1));

        using var replayed = await api.Client.DoAsync(webhook.Id, "replay", """{"after":"0"}""");
        ShouldBeDue(await replayed.WebhookAsync());
    }

    [Fact]
    public async Task A_replay_takes_a_cursor_or_a_number_and_moves_an_active_webhook_at_once()
    {
        var item = await api.Client.CreateAsync("to be delivered again");
        var webhook = await api.Client.CreateWebhookAsync();
        await api.FailAsync(webhook.Id);
        var position = $"{webhook.Cursor[..8]}-{Cursor.FormatSequence(item.Seq - 1)}";
        foreach (var after in (string[])[$"\"{position}\"", $"\"{item.Seq - 1}\"", $"{item.Seq - 1}"])
        {
            using var response = await api.Client.DoAsync(webhook.Id, "replay", $$"""{"after":{{after}}}""");
            var replayed = await response.WebhookAsync();
            (replayed.Cursor, replayed.State, replayed.Failures, replayed.NextAttemptAt).ShouldBe((position, WebhookStates.Active, 0, (DateTimeOffset?)null));
            replayed.LagEvents.ShouldBeGreaterThan(0);
        }

        (await api.Client.GetWebhookAsync(webhook.Id)).Version.ShouldBe(4);
        (await RetryThroughAsync(webhook.Id)).ShouldBe(DBNull.Value, "the next request is a new one");
    }

    [Theory]
    [InlineData(WebhookStates.Suspended, WebhookStateReasons.Failing)]
    [InlineData(WebhookStates.Disabled, WebhookStateReasons.Requested)]
    [InlineData(WebhookStates.Disabled, WebhookStateReasons.Gone)]
    public async Task A_replay_of_what_is_not_active_moves_the_cursor_and_leaves_the_state(string state, string reason)
    {
        var webhook = await api.Client.CreateWebhookAsync();
        await api.FailAsync(webhook.Id, state, reason);
        using var response = await api.Client.DoAsync(webhook.Id, "replay", """{"after":0}""");

        var replayed = await response.WebhookAsync();
        (replayed.State, replayed.StateReason, replayed.Failures).ShouldBe((state, reason, 7));
        replayed.Cursor.ShouldEndWith("-00000000000000000000");
    }

    [Theory]
    [InlineData("\"00000000-00000000000000000000\"")]
    [InlineData("1000000")]
    public async Task A_replay_from_what_is_not_served_is_refused_and_changes_nothing(string after)
    {
        var webhook = await api.Client.CreateWebhookAsync();
        using var response = await api.Client.DoAsync(webhook.Id, "replay", $$"""{"after":{{after}}}""");
        await response.ProblemAsync(HttpStatusCode.Gone, ProblemTypes.CursorGone);
        (await api.Client.GetWebhookAsync(webhook.Id)).Version.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"url":"https://repaired.example/"}""", 0, true)]
    [InlineData("""{"types":["item.created"]}""", 7, false)]
    [InlineData("""{"attributes":{"a":1}}""", 7, false)]
    [InlineData("""{"batchSize":2}""", 7, false)]
    [InlineData("""{"description":"x"}""", 7, true)]
    public async Task Another_address_is_tried_at_once_and_another_filter_makes_another_request(string patch, int failures, bool isSameRequest)
    {
        var webhook = await api.Client.CreateWebhookAsync();
        await api.FailAsync(webhook.Id);
        using var response = await api.Client.PatchWebhookAsync(webhook.Id, patch);

        var patched = await response.WebhookAsync();
        (patched.Failures, patched.NextAttemptAt is null, patched.FailingSince is null, patched.Version).ShouldBe((failures, failures == 0, failures == 0, 2));
        (await RetryThroughAsync(webhook.Id)).ShouldBe(isSameRequest ? 1L : DBNull.Value);
    }

    private static void ShouldBeDue(WebhookResource webhook) =>
        (webhook.State, webhook.StateReason, webhook.Failures, webhook.FailingSince, webhook.NextAttemptAt, webhook.Version).ShouldBe((WebhookStates.Active, null, 0, null, null, 2));

    private Task<object?> RetryThroughAsync(Guid id) => api.SqlAsync($"SELECT retry_through FROM webhooks WHERE id = '{id}'");
}
