using System.Text.Json;
using Items.Contracts;

namespace Items.Api.Tests.Idempotency;

public sealed class DescriptionTests(SharedApi api)
{
    [Fact]
    public async Task The_OpenAPI_document_tells_of_the_header_at_every_write_of_items_and_at_nothing_else()
    {
        using var document = JsonDocument.Parse(await api.Client.GetTextAsync("/openapi/v1.json"));
        var operations = document.RootElement.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).ToList();
        var told = operations.Where(operation => TakesKey(operation.Value)).ToList();

        told.Select(operation => operation.Name).Order(StringComparer.Ordinal).ShouldBe(["delete", "patch", "post", "put"]);
        document.RootElement.GetProperty("paths").EnumerateObject().Where(path => path.Name.StartsWith(ApiCalls.Items, StringComparison.Ordinal))
            .SelectMany(path => path.Value.EnumerateObject()).Count(operation => operation.Name != "get").ShouldBe(4);
        told.ShouldAllBe(operation => HasAnswer(operation.Value, "409") && HasAnswer(operation.Value, "422"));
    }

    private static bool TakesKey(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var parameters)
        && parameters.EnumerateArray().Any(parameter => parameter.GetProperty("name").GetString() == StreamNames.IdempotencyKeyHeader && parameter.GetProperty("in").GetString() == "header");

    private static bool HasAnswer(JsonElement operation, string status) => operation.GetProperty("responses").TryGetProperty(status, out _);
}
