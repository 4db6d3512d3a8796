using System.Net.Http.Headers;
using System.Text.Json;
using Items.Contracts;
using Microsoft.AspNetCore.WebUtilities;

namespace Items.Web.Upstream;

/// <summary>The Api as the site uses it: the same public interface that everybody uses.</summary>
internal sealed class ItemsApi(HttpClient http, ILogger<ItemsApi> logger) : ApiClient(http, logger)
{
    private const string ItemsPath = "/api/items";

    /// <summary>The log's head.</summary>
    /// <exception cref="HttpRequestException">The Api does not answer, or not as it should.</exception>
    public async Task<Cursor> ReadHeadAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Http.GetAsync("/api/events?limit=0", cancellationToken);
            response.EnsureSuccessStatusCode();
            return CursorOf(response.Headers, StreamNames.CursorHeader);
        }
        catch (Exception failure) when (IsUpstreamFailure(failure, cancellationToken))
        {
            throw new HttpRequestException("The Api does not tell the log's head.", failure);
        }
    }

    public Task<Answer<ItemPage>> ListAsync(string? q, string? after, int limit, CancellationToken cancellationToken)
    {
        var query = new Dictionary<string, string?>(StringComparer.Ordinal) { ["order"] = "newest", ["limit"] = limit.ToString(), ["q"] = q, ["after"] = after };
        return SendAsync(new(HttpMethod.Get, QueryHelpers.AddQueryString(ItemsPath, query.Where(pair => !string.IsNullOrEmpty(pair.Value)))), ReadPageAsync, cancellationToken);
    }

    public Task<Answer<TaggedItem>> GetAsync(Guid id, CancellationToken cancellationToken) =>
        SendAsync(new(HttpMethod.Get, $"{ItemsPath}/{id}"), ReadItemAsync, cancellationToken);

    public Task<Answer<TaggedItem>> CreateAsync(byte[] body, CancellationToken cancellationToken) =>
        SendAsync(Once(new(HttpMethod.Post, ItemsPath) { Content = Json(body) }), ReadItemAsync, cancellationToken);

    public Task<Answer<TaggedItem>> ReplaceAsync(Guid id, byte[] body, Cursor state, CancellationToken cancellationToken) =>
        SendAsync(Once(OnlyIf(state, new(HttpMethod.Put, $"{ItemsPath}/{id}") { Content = Json(body) })), ReadItemAsync, cancellationToken);

    /// <summary>Gives the id back when the item is gone.</summary>
    public Task<Answer<string>> DeleteAsync(Guid id, Cursor state, CancellationToken cancellationToken) =>
        SendAsync(Once(OnlyIf(state, new(HttpMethod.Delete, $"{ItemsPath}/{id}"))), (_, _) => Task.FromResult(id.ToString()), cancellationToken);

    /// <summary>Lets the client repeat the change when it gets no good answer. Each submission of a form is one change.</summary>
    private static HttpRequestMessage Once(HttpRequestMessage change)
    {
        change.Headers.Add(StreamNames.IdempotencyKeyHeader, $"\"{Guid.CreateVersion7()}\"");
        return change;
    }

    private static HttpRequestMessage OnlyIf(Cursor state, HttpRequestMessage request)
    {
        request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{state}\""));
        return request;
    }

    private static async Task<ItemPage> ReadPageAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var items = await ReadAsync(response, ContractsJson.Default.IReadOnlyListItemResource, cancellationToken);
        var next = response.Headers.TryGetValues("Link", out var links) ? ItemPage.NextOf(links) : null;
        return new ItemPage(items, CursorOf(response.Headers, StreamNames.CursorHeader), next);
    }

    private static async Task<TaggedItem> ReadItemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var item = await ReadAsync(response, ContractsJson.Default.ItemResource, cancellationToken);
        return new TaggedItem(item, CursorOf(response.Headers, "ETag"));
    }

    private static Cursor CursorOf(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) && Cursor.TryParse(values.First().Trim('"'), out var cursor) && cursor.Epoch is not null
            ? cursor
            : throw new JsonException($"The header {name} is no cursor.");
}
