using Npgsql;

namespace Items.Api.Tests.Webhooks;

public sealed class NotificationTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("POST", "/test", null)]
    [InlineData("POST", "/replay", """{"after":0}""")]
    [InlineData("POST", "/resume", null)]
    [InlineData("POST", "/rotate-secret", null)]
    [InlineData("PATCH", "", """{"description":"x"}""")]
    [InlineData("DELETE", "", null)]
    [InlineData("POST", null, """{"url":"https://hooks.example/items"}""")]
    public async Task Every_change_tells_the_Workers(string method, string? action, string? body)
    {
        var webhook = await api.Client.CreateWebhookAsync();
        await using var session = new NpgsqlConnection(api.System.Database + ";Pooling=false");
        await session.OpenAsync(TestContext.Current.CancellationToken);
        var told = new List<string>();
        session.Notification += (_, notification) => told.Add(notification.Channel);
        await using (var listen = new NpgsqlCommand("LISTEN items_webhooks", session))
        {
            await listen.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        using var response = await api.Client.SendAsync(new HttpMethod(method), action is null ? WebhookCalls.Webhooks : WebhookCalls.PathOf(webhook.Id) + action, body);
        response.IsSuccessStatusCode.ShouldBeTrue();
        (await session.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).ShouldBeTrue();
        told.ShouldBe(["items_webhooks"]);
    }
}
