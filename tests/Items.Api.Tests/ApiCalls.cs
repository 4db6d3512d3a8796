using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Items.Contracts;

namespace Items.Api.Tests;

/// <summary>The calls of the interface, as a client makes them.</summary>
internal static class ApiCalls
{
    public const string Items = "/api/items";

    public static Task<HttpResponseMessage> SendAsync(
        this HttpClient client, HttpMethod method, string path, string? json = null, string mediaType = "application/json", params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, mediaType);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static Task<HttpResponseMessage> PostAsync(this HttpClient client, string json) => client.SendAsync(HttpMethod.Post, Items, json);

    public static Task<string> GetTextAsync(this HttpClient client, string path) =>
        client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    public static async Task<ItemResource> CreateAsync(this HttpClient client, string text, string attributes = "{}")
    {
        using var response = await client.PostAsync($$"""{"item":{{JsonSerializer.Serialize(text)}},"attributes":{{attributes}}}""");
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        return await response.ItemAsync();
    }

    public static async Task<ItemResource> ItemAsync(this HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync(ContractsJson.Default.ItemResource))!;

    public static async Task<IReadOnlyList<ItemResource>> ItemsAsync(this HttpResponseMessage response)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.IReadOnlyListItemResource))!;
    }

    public static string Cursor(this HttpResponseMessage response) => response.Headers.GetValues(StreamNames.CursorHeader).Single();

    /// <summary>The body as a problem of this status and type; its errors as <c>place: detail</c>.</summary>
    public static async Task<string[]> ProblemAsync(this HttpResponseMessage response, HttpStatusCode status, string type)
    {
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(status, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json", text);
        using var problem = JsonDocument.Parse(text);
        problem.RootElement.GetProperty("type").GetString().ShouldBe(type, text);
        problem.RootElement.GetProperty("status").GetInt32().ShouldBe((int)status, text);
        return problem.RootElement.TryGetProperty("errors", out var errors)
            ? [.. errors.EnumerateArray().Select(error => Place(error))]
            : [];
    }

    private static string Place(JsonElement error)
    {
        error.GetProperty("detail").GetString().ShouldNotBeNullOrWhiteSpace();
        return error.EnumerateObject().Single(member => member.Name is "pointer" or "parameter" or "header").Value.GetString()!;
    }
}
