using System.Net.Http.Headers;
using System.Text.Json;
using Items.Contracts;
using Microsoft.AspNetCore.WebUtilities;
using Polly;

namespace Items.Web.Upstream;

/// <summary>The Api as the site uses it: the same public interface that everybody uses.</summary>
internal sealed partial class ItemsApi(HttpClient http, ILogger<ItemsApi> logger)
{
    private const string ItemsPath = "/api/items";

    /// <summary>The log's head.</summary>
    /// <exception cref="HttpRequestException">The Api does not answer, or not as it should.</exception>
    public async Task<Cursor> ReadHeadAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync("/api/events?limit=0", cancellationToken);
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

    private static ByteArrayContent Json(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private async Task<Answer<T>> SendAsync<T>(
        HttpRequestMessage request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using (request)
            {
                using var response = await http.SendAsync(request, cancellationToken);
                return response.IsSuccessStatusCode ? await read(response, cancellationToken) : await ReadProblemAsync(response, cancellationToken);
            }
        }
        catch (Exception failure) when (IsUpstreamFailure(failure, cancellationToken))
        {
            LogFailed(request.Method, request.RequestUri, failure.Message);
            return Problem.Unreachable;
        }
    }

    private static async Task<ItemPage> ReadPageAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var items = await JsonSerializer.DeserializeAsync(body, ContractsJson.Default.IReadOnlyListItemResource, cancellationToken);
        var next = response.Headers.TryGetValues("Link", out var links) ? ItemPage.NextOf(links) : null;
        return new ItemPage(items ?? throw new JsonException("No array."), CursorOf(response.Headers, StreamNames.CursorHeader), next);
    }

    private static async Task<TaggedItem> ReadItemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var item = await JsonSerializer.DeserializeAsync(body, ContractsJson.Default.ItemResource, cancellationToken);
        return new TaggedItem(item ?? throw new JsonException("No item."), CursorOf(response.Headers, "ETag"));
    }

    private static async Task<Problem> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (response.Content.Headers.ContentType?.MediaType is not "application/problem+json")
        {
            return Problem.Unreachable with { Status = status >= 500 ? status : StatusCodes.Status502BadGateway };
        }

        var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var problem = await JsonSerializer.DeserializeAsync(body, ProblemJson.Default.Problem, cancellationToken);
        return (problem ?? throw new JsonException("No problem.")) with { Status = status };
    }

    private static Cursor CursorOf(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) && Cursor.TryParse(values.First().Trim('"'), out var cursor) && cursor.Epoch is not null
            ? cursor
            : throw new JsonException($"The header {name} is no cursor.");

    /// <summary>Everything but our own client going away.</summary>
    private static bool IsUpstreamFailure(Exception failure, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && failure is HttpRequestException or IOException or JsonException or OperationCanceledException or ExecutionRejectedException;

    [LoggerMessage(LogLevel.Warning, "{Method} {Address} failed: {Reason}")]
    private partial void LogFailed(HttpMethod method, Uri? address, string reason);
}
