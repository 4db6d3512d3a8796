using System.Net;
using Items.Contracts.Webhooks;
using Items.Testing.Systems;

namespace Items.Api.Tests.Webhooks;

public sealed class SecretTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_rotation_shows_a_new_secret_and_says_until_when_the_old_one_signs()
    {
        using var created = await api.Client.PostWebhookAsync($$"""{"url":"{{WebhookCalls.Url}}"}""");
        var (webhook, first) = await created.SecretAsync(HttpStatusCode.Created);
        var stored = await StoredAsync("secret", webhook.Id);
        using var rotated = await api.Client.DoAsync(webhook.Id, "rotate-secret");
        var (after, second) = await rotated.SecretAsync(HttpStatusCode.OK);

        (second != first).ShouldBeTrue("it is another one");
        after.Version.ShouldBe(2);
        (after.PreviousSecretUntil!.Value - after.UpdatedAt).ShouldBeInRange(TimeSpan.FromHours(23.99), TimeSpan.FromHours(24.01));
        (await StoredAsync("previous_secret", webhook.Id)).ShouldBe(stored, "the Workers go on with the one that was there");
        (await StoredAsync("secret", webhook.Id)).ShouldNotBe(stored);
    }

    [Fact]
    public async Task A_secret_whose_time_has_passed_is_not_mentioned()
    {
        var webhook = await api.Client.CreateWebhookAsync();
        (await api.Client.DoAsync(webhook.Id, "rotate-secret")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await api.SqlAsync($"UPDATE webhooks SET previous_secret_until = now() - interval '1 second' WHERE id = '{webhook.Id}'");
        (await api.Client.GetWebhookAsync(webhook.Id)).PreviousSecretUntil.ShouldBeNull();
    }

    [Fact]
    public async Task No_secret_is_stored_in_the_clear()
    {
        using var created = await api.Client.PostWebhookAsync($$"""{"url":"{{WebhookCalls.Url}}"}""");
        var (webhook, secret) = await created.SecretAsync(HttpStatusCode.Created);
        var key = Convert.FromBase64String(secret[WebhookSecret.Prefix.Length..]);

        (await StoredAsync("secret", webhook.Id)).AsSpan().IndexOf(key).ShouldBe(-1);
        (await api.SqlAsync($"SELECT w::text FROM webhooks w WHERE id = '{webhook.Id}'"))!.ToString()!.ShouldNotContain(Convert.ToHexStringLower(key));
    }

    [Fact]
    public async Task Without_an_overlap_the_old_secret_is_forgotten_at_once()
    {
        await using var system = await ItemsSystem.StartAsync(ApiFixture.ApiOnly with
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["WebhookSecrets__Overlap"] = "00:00:00" },
        });
        var webhook = await system.Api.Client.CreateWebhookAsync();
        using var rotated = await system.Api.Client.DoAsync(webhook.Id, "rotate-secret");
        (await rotated.SecretAsync(HttpStatusCode.OK)).Webhook.PreviousSecretUntil.ShouldBeNull();
    }

    private async Task<byte[]> StoredAsync(string column, Guid id) => (byte[])(await api.SqlAsync($"SELECT {column} FROM webhooks WHERE id = '{id}'"))!;
}
