using System.Net;
using System.Text.Json.Nodes;
using Items.Contracts;
using Npgsql;

namespace Items.Api.Tests.Idempotency;

/// <summary>One request that may be repeated.</summary>
internal sealed record KeyedCall(HttpMethod Method, string Path, string? Json = null, params (string Name, string Value)[] Conditions)
{
    public string Key { get; init; } = $"\"{Guid.CreateVersion7()}\"";

    public static KeyedCall Post(string text) => new(HttpMethod.Post, ApiCalls.Items, $$"""{"item":"{{text}}"}""");

    public async Task<KeyedAnswer> SendAsync(HttpClient client)
    {
        using var response = await RespondAsync(client);
        return await KeyedAnswer.ReadAsync(response);
    }

    public Task<HttpResponseMessage> RespondAsync(HttpClient client) =>
        client.SendAsync(Method, Path, Json, headers: [.. Conditions, (StreamNames.IdempotencyKeyHeader, Key)]);
}

/// <summary>Everything of an answer that tells what became of the request, and whether it says that it is a repetition.</summary>
internal sealed record KeyedAnswer(HttpStatusCode Status, string? Location, string? ETag, string? Cursor, string Body, bool IsReplayed)
{
    public static async Task<KeyedAnswer> ReadAsync(HttpResponseMessage response) => new(
        response.StatusCode,
        response.Headers.Location?.OriginalString,
        response.Headers.ETag?.ToString(),
        response.Headers.TryGetValues(StreamNames.CursorHeader, out var cursor) ? cursor.Single() : null,
        WithoutTrace(await response.Content.ReadAsStringAsync()),
        response.Headers.TryGetValues(StreamNames.IdempotencyReplayedHeader, out var replayed) && replayed.Single() == "true");

    /// <summary>A problem names the trace of its own request.</summary>
    private static string WithoutTrace(string body)
    {
        if (body.Length == 0 || JsonNode.Parse(body) is not JsonObject json || !json.Remove("traceId"))
        {
            return body;
        }

        return json.ToJsonString();
    }
}

internal static class LogFacts
{
    /// <summary>How many events there are.</summary>
    public static async Task<long> CountEventsAsync(string database)
    {
        await using var dataSource = NpgsqlDataSource.Create(database);
        await using var command = dataSource.CreateCommand("SELECT count(*) FROM events");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
