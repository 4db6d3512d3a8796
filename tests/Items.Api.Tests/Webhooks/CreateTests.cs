using System.Net;
using Items.Contracts;
using Items.Contracts.Webhooks;

namespace Items.Api.Tests.Webhooks;

public sealed class CreateTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_new_webhook_is_active_at_the_log_s_head_and_its_secret_is_shown_once()
    {
        var item = await api.Client.CreateAsync("before");
        using var response = await api.Client.PostWebhookAsync($$"""{"url":"{{WebhookCalls.Url}}"}""");
        var (webhook, secret) = await response.SecretAsync(HttpStatusCode.Created);

        response.Headers.Location!.OriginalString.ShouldBe(WebhookCalls.PathOf(webhook.Id));
        webhook.Id.Version.ShouldBe(7);
        webhook.ShouldBe(webhook with
        {
            Url = WebhookCalls.Url, Description = null, Types = null, Attributes = null, BatchSize = 1, State = WebhookStates.Active, StateReason = null, Failures = 0, FailingSince = null, NextAttemptAt = null,
            PreviousSecretUntil = null, Version = 1, UpdatedAt = webhook.CreatedAt,
        });
        Cursor.TryParse(webhook.Cursor, out var cursor).ShouldBeTrue();
        cursor.Seq.ShouldBeGreaterThanOrEqualTo(item.Seq);
        (await api.Client.GetWebhookAsync(webhook.Id)).Id.ShouldBe(webhook.Id);
        var readable = await api.Client.GetTextAsync(WebhookCalls.PathOf(webhook.Id)) + await api.Client.GetTextAsync(WebhookCalls.Webhooks);
        readable.ShouldNotContain(secret);
        readable.ShouldNotContain(WebhookSecret.Prefix);
    }

    [Fact]
    public async Task Everything_that_may_be_set_comes_back()
    {
        var id = Guid.CreateVersion7();
        var webhook = await api.Client.CreateWebhookAsync(
            $$""","description":"für \ud83d\ude00","types":["item.deleted","item.created"],"attributes":{"shop":"corner"},"batchSize":500,"after":0,"id":"{{id}}" """);

        webhook.Id.ShouldBe(id);
        webhook.Description.ShouldBe("für 😀");
        webhook.Types.ShouldBe(["item.deleted", "item.created"]);
        webhook.Attributes!.Value.Text.ShouldBe("""{"shop": "corner"}""");
        webhook.BatchSize.ShouldBe(500);
        webhook.Cursor.ShouldEndWith("-00000000000000000000");
    }

    [Fact]
    public async Task Null_is_no_restriction()
    {
        var webhook = await api.Client.CreateWebhookAsync(""","description":null,"types":null,"attributes":null,"batchSize":null""");
        webhook.ShouldBe(webhook with { Description = null, Types = null, Attributes = null, BatchSize = 1 });
    }

    [Fact]
    public async Task A_create_with_an_id_can_be_repeated_and_takes_effect_once()
    {
        var body = $$"""{"url":"{{WebhookCalls.Url}}","id":"{{Guid.CreateVersion7()}}"}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => api.Client.PostWebhookAsync(body)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
        {
            await refused.ProblemAsync(HttpStatusCode.Conflict, ProblemTypes.WebhookExists);
        }
    }

    [Theory]
    [InlineData("\"00000000-00000000000000000000\"", "another life of the log")]
    [InlineData("1000000", "ahead of the log's head")]
    [InlineData("\"1000000\"", "ahead of the log's head")]
    public async Task A_cursor_that_is_not_served_is_gone(string after, string reason)
    {
        using var response = await api.Client.PostWebhookAsync($$"""{"url":"{{WebhookCalls.Url}}","after":{{after}}}""");
        await response.ProblemAsync(HttpStatusCode.Gone, ProblemTypes.CursorGone);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(reason);
    }

    [Fact]
    public async Task The_lag_counts_the_events_after_the_cursor_and_the_age_of_the_first()
    {
        var webhook = await api.Client.CreateWebhookAsync();
        webhook.LagEvents.ShouldBe(0);
        webhook.LagSeconds.ShouldBe(0);
        var first = await api.Client.CreateAsync("first");
        await api.Client.CreateAsync("second");
        await api.SqlAsync($"UPDATE events SET at = at - interval '1 hour' WHERE seq = {first.Seq}");

        webhook = await api.Client.GetWebhookAsync(webhook.Id);
        webhook.LagEvents.ShouldBe(2);
        webhook.LagSeconds.ShouldBeInRange(3_600, 3_700);

        await api.SqlAsync($"UPDATE webhooks SET epoch = '00000000' WHERE id = '{webhook.Id}'");
        (await api.Client.GetWebhookAsync(webhook.Id)).LagEvents.ShouldBe(first.Seq + 1, "everything that is kept");
    }
}
