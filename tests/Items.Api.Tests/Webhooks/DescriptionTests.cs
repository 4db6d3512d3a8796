using System.Text.Json;

namespace Items.Api.Tests.Webhooks;

public sealed class DescriptionTests(SharedApi api)
{
    [Fact]
    public async Task The_OpenAPI_document_tells_the_shapes_of_every_operation_and_what_it_refuses()
    {
        using var document = JsonDocument.Parse(await api.Client.GetTextAsync("/openapi/v1.json"));
        var operations = (
            from path in document.RootElement.GetProperty("paths").EnumerateObject()
            where path.Name.StartsWith(WebhookCalls.Webhooks, StringComparison.Ordinal)
            from operation in path.Value.EnumerateObject()
            select operation.Value).ToDictionary(operation => operation.GetProperty("operationId").GetString()!, StringComparer.Ordinal);

        operations.Values.ShouldAllBe(operation => operation.GetProperty("summary").GetString()!.Length > 10);
        Shape(operations["CreateWebhook"], "201").ShouldEndWith("/WebhookSecret");
        Shape(operations["RotateWebhookSecret"], "200").ShouldEndWith("/WebhookSecret");
        Shape(operations["GetWebhook"], "200").ShouldEndWith("/WebhookResource");
        Shape(operations["TestWebhook"], "202").ShouldEndWith("/WebhookDelivery");
        Body(operations["CreateWebhook"], "application/json").ShouldEndWith("/NewWebhook");
        Body(operations["PatchWebhook"], WebhookCalls.MergePatch).ShouldEndWith("/WebhookPatch");
        Body(operations["ReplayWebhook"], "application/json").ShouldEndWith("/WebhookReplay");
        foreach (var (id, statuses) in (IEnumerable<(string, string[])>)[("CreateWebhook", ["400", "409", "410", "503"]), ("ResumeWebhook", ["400", "404", "409", "412", "503"]), ("ReplayWebhook", ["404", "410", "412"])])
        {
            statuses.ShouldAllBe(status => operations[id].GetProperty("responses").GetProperty(status).ValueKind == JsonValueKind.Object);
        }
    }

    private static string Shape(JsonElement operation, string status) => Reference(operation.GetProperty("responses").GetProperty(status), "application/json");

    private static string Body(JsonElement operation, string mediaType) => Reference(operation.GetProperty("requestBody"), mediaType);

    private static string Reference(JsonElement part, string mediaType) => part.GetProperty("content").GetProperty(mediaType).GetProperty("schema").GetProperty("$ref").GetString()!;
}
