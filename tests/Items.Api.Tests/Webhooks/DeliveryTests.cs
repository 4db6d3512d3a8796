using System.Net;
using Items.Contracts;
using Items.Contracts.Webhooks;

namespace Items.Api.Tests.Webhooks;

public sealed class DeliveryTests(SharedApi api)
{
    [Fact]
    public async Task A_test_is_pending_where_its_location_says_and_is_no_change()
    {
        var webhook = await api.Client.CreateWebhookAsync();
        using var asked = await api.Client.DoAsync(webhook.Id, "test");
        var delivery = await asked.DeliveryAsync(HttpStatusCode.Accepted);

        asked.Headers.Location!.OriginalString.ShouldBe($"{WebhookCalls.PathOf(webhook.Id)}/deliveries/{delivery.Id}");
        delivery.ShouldBe(delivery with
        {
            Kind = WebhookDeliveryKinds.Test, MessageId = $"test-{delivery.Id}", First = null, Last = null, Events = 1, Attempt = 1, Outcome = WebhookOutcomes.Pending, DurationMs = null, Status = null, Response = null,
            Error = null, NextAttemptAt = null,
        });
        await api.SqlAsync($"UPDATE webhook_deliveries SET next_attempt_at = now() + interval '1 minute' WHERE id = '{delivery.Id}'");
        using var found = await api.Client.SendAsync(HttpMethod.Get, asked.Headers.Location.OriginalString);
        (await found.DeliveryAsync(HttpStatusCode.OK)).ShouldBe(delivery, "that a Worker has it is no business of clients");
        (await api.Client.GetWebhookAsync(webhook.Id)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task What_a_Worker_wrote_is_shown_whole()
    {
        var webhook = await api.Client.CreateWebhookAsync();
        await api.SqlAsync(
            $"""
            INSERT INTO webhook_deliveries (id, webhook_id, kind, message_id, epoch, first, last, events, attempt, at, outcome, duration, status, response, error, next_attempt_at)
            VALUES ('019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01', '{webhook.Id}', 'events', 'm', '6923a1c4', 41, 42, 2, 3, '2026-11-24T01:02:03.456789Z', 'rejected', 12.3456, 503, 'no "way"', 'refused', '2026-11-24T02:00:00Z')
            """);
        using var response = await api.Client.SendAsync(HttpMethod.Get, $"{WebhookCalls.PathOf(webhook.Id)}/deliveries");

        (await response.DeliveriesAsync()).ShouldHaveSingleItem().ShouldBe(new WebhookDelivery(
            Guid.Parse("019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01"), WebhookDeliveryKinds.Events, "m", "6923a1c4-00000000000000000041", "6923a1c4-00000000000000000042", 2, 3,
            DateTimeOffset.Parse("2026-11-24T01:02:03.456789Z", null), WebhookOutcomes.Rejected, 12.346, 503, "no \"way\"", "refused", DateTimeOffset.Parse("2026-11-24T02:00:00Z", null)));
    }

    [Fact]
    public async Task Pages_follow_their_links_through_every_delivery_once_newest_first()
    {
        var webhook = await api.Client.CreateWebhookAsync();
        await InsertAsync(webhook.Id, 25);
        var seen = new List<WebhookDelivery>();
        for (string? next = $"{WebhookCalls.PathOf(webhook.Id)}/deliveries?limit=10"; next is not null;)
        {
            using var response = await api.Client.SendAsync(HttpMethod.Get, next);
            seen.AddRange(await response.DeliveriesAsync());
            next = response.Next();
        }

        seen.Select(delivery => delivery.Attempt).ShouldBe(Enumerable.Range(1, 25).Reverse());
    }

    [Fact]
    public async Task Tests_without_end_leave_only_the_newest_deliveries()
    {
        var (webhook, other) = (await api.Client.CreateWebhookAsync(), await api.Client.CreateWebhookAsync());
        await InsertAsync(webhook.Id, WebhookLimits.KeptDeliveries + 20);
        await InsertAsync(other.Id, WebhookLimits.KeptDeliveries + 20);
        using var asked = await api.Client.DoAsync(webhook.Id, "test");
        var delivery = await asked.DeliveryAsync(HttpStatusCode.Accepted);

        using var response = await api.Client.SendAsync(HttpMethod.Get, $"{WebhookCalls.PathOf(webhook.Id)}/deliveries");
        var kept = await response.DeliveriesAsync();
        kept.Count.ShouldBe(WebhookLimits.KeptDeliveries);
        kept[0].Id.ShouldBe(delivery.Id);
        kept[^1].Attempt.ShouldBe(22);
        response.Next().ShouldBeNull();
        (await api.SqlAsync($"SELECT count(*) FROM webhook_deliveries WHERE webhook_id = '{other.Id}'")).ShouldBe((long)WebhookLimits.KeptDeliveries + 20);
    }

    [Fact]
    public async Task A_delivery_is_found_under_its_own_webhook_only()
    {
        var (webhook, other) = (await api.Client.CreateWebhookAsync(), await api.Client.CreateWebhookAsync());
        using var asked = await api.Client.DoAsync(webhook.Id, "test");
        var delivery = await asked.DeliveryAsync(HttpStatusCode.Accepted);

        using var elsewhere = await api.Client.SendAsync(HttpMethod.Get, $"{WebhookCalls.PathOf(other.Id)}/deliveries/{delivery.Id}");
        await elsewhere.ProblemAsync(HttpStatusCode.NotFound, ProblemTypes.WebhookDeliveryNotFound);
    }

    /// <summary>Attempts 1, 2, 3, … of long ago, in the order of their ids.</summary>
    private Task<object?> InsertAsync(Guid webhook, int count) => api.SqlAsync(
        $"""
        INSERT INTO webhook_deliveries (id, webhook_id, kind, message_id, events, attempt, at, outcome)
        SELECT ('0190' || to_char(i, 'FM0000') || right('{webhook:N}', 24))::uuid, '{webhook}', 'events', 'm', 1, i, now(), 'timeout' FROM generate_series(1, {count}) i
        """);
}
