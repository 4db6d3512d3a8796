using System.Net;
using Items.Contracts;
using Items.Contracts.Webhooks;

namespace Items.Api.Tests.Webhooks;

/// <summary>A list of its own: the tests of this class know everything that is in it, and the last one fills it.</summary>
public sealed class ListTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task Pages_follow_their_links_through_every_webhook_once_oldest_first_whatever_is_deleted_meanwhile()
    {
        await api.SqlAsync("DELETE FROM webhooks");
        (await api.Client.GetTextAsync(WebhookCalls.Webhooks)).ShouldBe("[]");
        // Ids that sort otherwise than times do.
        var created = new List<Guid>();
        for (var i = 0; i < 25; i++)
        {
            created.Add((await api.Client.CreateWebhookAsync($$""","id":"{{255 - i:x2}}000000-0000-4000-8000-000000000000" """)).Id);
        }

        var seen = new List<Guid>();
        for (string? next = $"{WebhookCalls.Webhooks}?limit=10"; next is not null;)
        {
            using var response = await api.Client.SendAsync(HttpMethod.Get, next);
            seen.AddRange((await response.WebhooksAsync()).Select(webhook => webhook.Id));
            next = response.Next();
            (await api.Client.SendAsync(HttpMethod.Delete, WebhookCalls.PathOf(seen[^1]))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        seen.ShouldBe(created);
    }

    [Fact]
    public async Task There_may_be_so_many_webhooks_and_not_one_more()
    {
        await api.Client.CreateWebhookAsync();
        await api.SqlAsync(
            $"""
            INSERT INTO webhooks (id, url, batch_size, secret, state, epoch, position, failures, generation, created_at, updated_at)
            SELECT gen_random_uuid(), 'https://hooks.example/', 1, '', 'active', epoch, head, 0, 1, now(), now()
            FROM stream, generate_series(1, {WebhookLimits.MaxWebhooks} - 2 - (SELECT count(*) FROM webhooks))
            """);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => api.Client.PostWebhookAsync($$"""{"url":"{{WebhookCalls.Url}}"}""")));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(2);
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
        {
            await refused.ProblemAsync(HttpStatusCode.Conflict, ProblemTypes.TooManyWebhooks);
        }

        using var page = await api.Client.SendAsync(HttpMethod.Get, WebhookCalls.Webhooks);
        (await page.WebhooksAsync()).Count.ShouldBe(WebhookLimits.MaxPageSize);
        page.Next().ShouldNotBeNull();
    }
}
