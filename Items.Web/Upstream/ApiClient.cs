using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly;

namespace Items.Web.Upstream;

/// <summary>Requests to the Api, and its answers: what was asked for, or why it was not given.</summary>
internal abstract partial class ApiClient(HttpClient http, ILogger logger)
{
    protected HttpClient Http => http;

    protected async Task<Answer<T>> SendAsync<T>(
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

    protected static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await JsonSerializer.DeserializeAsync(body, type, cancellationToken) ?? throw new JsonException($"No {typeof(T).Name}.");
    }

    protected static ByteArrayContent Json(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    /// <summary>Everything but our own client going away.</summary>
    protected static bool IsUpstreamFailure(Exception failure, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && failure is HttpRequestException or IOException or JsonException or OperationCanceledException or ExecutionRejectedException;

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

    [LoggerMessage(LogLevel.Warning, "{Method} {Address} failed: {Reason}")]
    private partial void LogFailed(HttpMethod method, Uri? address, string reason);
}
