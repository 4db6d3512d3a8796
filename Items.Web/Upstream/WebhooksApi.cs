using System.Net.Http.Headers;
using System.Text.Json;
using Items.Contracts;
using Items.Contracts.Webhooks;
using Microsoft.AspNetCore.WebUtilities;

namespace Items.Web.Upstream;

/// <summary>The Api's webhooks as the site uses them. A change names the version that was seen, so that sending a form again changes nothing twice.</summary>
internal sealed class WebhooksApi(HttpClient http, ILogger<WebhooksApi> logger) : ApiClient(http, logger)
{
    private const string Path = "/api/webhooks";

    public Task<Answer<WebhookPage>> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal) { ["limit"] = limit.ToString(), ["after"] = after };
        return SendAsync(new(HttpMethod.Get, QueryHelpers.AddQueryString(Path, query.Where(pair => pair.Value is not null))), ReadPageAsync, cancellationToken);
    }

    public Task<Answer<WebhookResource>> GetAsync(Guid id, CancellationToken cancellationToken) =>
        SendAsync(new(HttpMethod.Get, $"{Path}/{id}"), ReadWebhookAsync, cancellationToken);

    public Task<Answer<WebhookAttempts>> AttemptsAsync(Guid id, int limit, CancellationToken cancellationToken) =>
        SendAsync(new(HttpMethod.Get, $"{Path}/{id}/deliveries?limit={limit}"), ReadAttemptsAsync, cancellationToken);

    public Task<Answer<WebhookSecret>> CreateAsync(byte[] body, CancellationToken cancellationToken) =>
        SendAsync(new(HttpMethod.Post, Path) { Content = Json(body) }, ReadSecretAsync, cancellationToken);

    public Task<Answer<WebhookDelivery>> TestAsync(Guid id, CancellationToken cancellationToken) => SendAsync(
        new(HttpMethod.Post, $"{Path}/{id}/test"),
        (response, cancellation) => ReadAsync(response, ContractsJson.Default.WebhookDelivery, cancellation),
        cancellationToken);

    public Task<Answer<WebhookResource>> ReplayAsync(Guid id, int version, string after, CancellationToken cancellationToken) => SendAsync(
        OnlyIf(version, new(HttpMethod.Post, $"{Path}/{id}/replay") { Content = JsonContent.Create(new WebhookReplay(after), ContractsJson.Default.WebhookReplay) }),
        ReadWebhookAsync,
        cancellationToken);

    /// <summary>The cursor before the oldest event that is kept.</summary>
    public Task<Answer<string>> FindBeginningAsync(CancellationToken cancellationToken) => SendAsync(
        new(HttpMethod.Get, "/api/events?limit=1"),
        async (response, cancellation) =>
        {
            var events = await ReadAsync(response, ContractsJson.Default.IReadOnlyListItemEvent, cancellation);
            return events is [var oldest] && Cursor.TryParse($"{oldest.Source[Cursor.SourcePrefix.Length..]}-{oldest.Sequence}", out var first)
                ? (first with { Seq = first.Seq - 1 }).ToString()
                : response.Headers.GetValues(StreamNames.CursorHeader).Single(); // nothing is kept: the head
        },
        cancellationToken);

    public Task<Answer<WebhookResource>> ResumeAsync(Guid id, int version, CancellationToken cancellationToken) =>
        SendAsync(OnlyIf(version, new(HttpMethod.Post, $"{Path}/{id}/resume")), ReadWebhookAsync, cancellationToken);

    public Task<Answer<WebhookResource>> DisableAsync(Guid id, int version, CancellationToken cancellationToken)
    {
        var patch = JsonSerializer.SerializeToUtf8Bytes(new WebhookPatch(State: WebhookStates.Disabled), ContractsJson.Default.WebhookPatch);
        var request = new HttpRequestMessage(HttpMethod.Patch, $"{Path}/{id}") { Content = Json(patch) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/merge-patch+json");
        return SendAsync(OnlyIf(version, request), ReadWebhookAsync, cancellationToken);
    }

    public Task<Answer<WebhookSecret>> RotateAsync(Guid id, int version, CancellationToken cancellationToken) =>
        SendAsync(OnlyIf(version, new(HttpMethod.Post, $"{Path}/{id}/rotate-secret")), ReadSecretAsync, cancellationToken);

    /// <summary>Gives the id back when the webhook is gone.</summary>
    public Task<Answer<string>> DeleteAsync(Guid id, int version, CancellationToken cancellationToken) =>
        SendAsync(OnlyIf(version, new(HttpMethod.Delete, $"{Path}/{id}")), (_, _) => Task.FromResult(id.ToString()), cancellationToken);

    private static HttpRequestMessage OnlyIf(int version, HttpRequestMessage request)
    {
        request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{version}\""));
        return request;
    }

    private static async Task<WebhookPage> ReadPageAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var webhooks = await ReadAsync(response, ContractsJson.Default.IReadOnlyListWebhookResource, cancellationToken);
        return new WebhookPage(webhooks, response.Headers.TryGetValues("Link", out var links) ? ItemPage.NextOf(links) : null);
    }

    private static Task<WebhookResource> ReadWebhookAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        ReadAsync(response, ContractsJson.Default.WebhookResource, cancellationToken);

    private static Task<WebhookSecret> ReadSecretAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        ReadAsync(response, ContractsJson.Default.WebhookSecret, cancellationToken);

    private static async Task<WebhookAttempts> ReadAttemptsAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        new(await ReadAsync(response, ContractsJson.Default.IReadOnlyListWebhookDelivery, cancellationToken));
}
