using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Items.Contracts;
using Items.Contracts.Webhooks;
using Npgsql;

namespace Items.Api.Tests.Webhooks;

/// <summary>The calls about webhooks, as a client makes them, and what a Worker would write meanwhile.</summary>
internal static class WebhookCalls
{
    public const string Webhooks = "/api/webhooks";
    public const string Url = "https://hooks.example/items";
    public const string MergePatch = "application/merge-patch+json";

    public static string PathOf(Guid id) => $"{Webhooks}/{id}";

    public static Task<HttpResponseMessage> PostWebhookAsync(this HttpClient client, string json) => client.SendAsync(HttpMethod.Post, Webhooks, json);

    /// <summary>Creates one; <paramref name="members"/> are further members, with a comma in front.</summary>
    public static async Task<WebhookResource> CreateWebhookAsync(this HttpClient client, string members = "")
    {
        using var response = await client.PostWebhookAsync($$"""{"url":"{{Url}}"{{members}}}""");
        return (await response.SecretAsync(HttpStatusCode.Created)).Webhook;
    }

    public static async Task<WebhookResource> GetWebhookAsync(this HttpClient client, Guid id)
    {
        using var response = await client.SendAsync(HttpMethod.Get, PathOf(id));
        return await response.WebhookAsync();
    }

    public static Task<HttpResponseMessage> PatchWebhookAsync(this HttpClient client, Guid id, string json, params (string Name, string Value)[] headers) =>
        client.SendAsync(HttpMethod.Patch, PathOf(id), json, MergePatch, headers);

    /// <summary>Asks for <c>test</c>, <c>replay</c>, <c>resume</c> or <c>rotate-secret</c>.</summary>
    public static Task<HttpResponseMessage> DoAsync(this HttpClient client, Guid id, string action, string? json = null, params (string Name, string Value)[] headers) =>
        client.SendAsync(HttpMethod.Post, $"{PathOf(id)}/{action}", json, headers: headers);

    public static async Task<WebhookResource> WebhookAsync(this HttpResponseMessage response)
    {
        var webhook = await ReadAsync(response, HttpStatusCode.OK, ContractsJson.Default.WebhookResource);
        response.Headers.ETag!.ToString().ShouldBe($"\"{webhook.Version}\"");
        return webhook;
    }

    public static async Task<WebhookSecret> SecretAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        var secret = await ReadAsync(response, status, ContractsJson.Default.WebhookSecret);
        response.Headers.ETag!.ToString().ShouldBe($"\"{secret.Webhook.Version}\"");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        secret.Secret.ShouldStartWith(WebhookSecret.Prefix);
        Convert.FromBase64String(secret.Secret[WebhookSecret.Prefix.Length..]).Length.ShouldBe(32);
        return secret;
    }

    public static Task<IReadOnlyList<WebhookResource>> WebhooksAsync(this HttpResponseMessage response) =>
        ReadAsync(response, HttpStatusCode.OK, ContractsJson.Default.IReadOnlyListWebhookResource);

    public static Task<WebhookDelivery> DeliveryAsync(this HttpResponseMessage response, HttpStatusCode status) =>
        ReadAsync(response, status, ContractsJson.Default.WebhookDelivery);

    public static Task<IReadOnlyList<WebhookDelivery>> DeliveriesAsync(this HttpResponseMessage response) =>
        ReadAsync(response, HttpStatusCode.OK, ContractsJson.Default.IReadOnlyListWebhookDelivery);

    /// <summary>The path in <c>Link: rel="next"</c>; null on the last page.</summary>
    public static string? Next(this HttpResponseMessage response) =>
        response.Headers.TryGetValues("Link", out var links) ? links.Single().Split(['<', '>'])[1] : null;

    /// <summary>Writes to the database as a Worker would, or reads from it.</summary>
    public static async Task<object?> SqlAsync(this ApiFixture api, string sql)
    {
        await using var database = NpgsqlDataSource.Create(api.System.Database + ";Pooling=false");
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>What a Worker leaves of a webhook that fails.</summary>
    public static Task FailAsync(this ApiFixture api, Guid id, string state = WebhookStates.Active, string? reason = null) => api.SqlAsync(
        $"""
        UPDATE webhooks
        SET state = '{state}', state_reason = {(reason is null ? "NULL" : $"'{reason}'")}, failures = 7, failing_since = now() - interval '5 days', next_attempt_at = now() + interval '3 hours', retry_through = 1
        WHERE id = '{id}'
        """);

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, HttpStatusCode status, JsonTypeInfo<T> type)
    {
        response.StatusCode.ShouldBe(status, await response.Content.ReadAsStringAsync());
        return JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(), type)!;
    }
}
