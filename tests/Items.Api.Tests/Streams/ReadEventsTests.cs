using System.Net;
using System.Text.Json;
using Items.Contracts;

namespace Items.Api.Tests.Streams;

public sealed class ReadEventsTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task History_is_paged_to_its_end_and_says_where_the_end_is()
    {
        for (var i = 0; i < 5; i++)
        {
            await api.Client.CreateAsync($"{i}");
        }

        var seen = new List<string>();
        string? next = "/api/events?limit=2";
        while (next is not null)
        {
            using var response = await api.Client.SendAsync(HttpMethod.Get, next);
            response.Content.Headers.ContentType!.MediaType.ShouldBe(MessagingNames.EventBatchContentType);
            var events = JsonSerializer.Deserialize(
                await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), ContractsJson.Default.IReadOnlyListItemEvent)!;
            seen.AddRange(events.Select(e => e.Sequence));
            next = response.Headers.TryGetValues("Link", out var links) ? links.Single().Split(['<', '>'])[1] : null;
            if (next is null)
            {
                response.Cursor().ShouldEndWith(events[^1].Sequence);
            }
        }

        seen.Take(5).ShouldBe(Enumerable.Range(1, 5).Select(i => Cursor.FormatSequence(i)));
    }

    [Fact]
    public async Task The_position_alone_can_be_asked_for()
    {
        using var response = await api.Client.SendAsync(HttpMethod.Get, "/api/events?limit=0");
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("[]");
        Cursor.TryParse(response.Cursor(), out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData("00000000-00000000000000000000")]
    [InlineData("9000000000000000000")]
    public async Task A_position_that_is_not_served_is_gone_with_a_link_to_start_again(string after)
    {
        using var response = await api.Client.SendAsync(HttpMethod.Get, $"/api/events?after={after}");
        await response.ProblemAsync(HttpStatusCode.Gone, ProblemTypes.CursorGone);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("\"snapshot\":\"/api/snapshot\"");
    }

    [Fact]
    public async Task The_socket_s_address_is_the_front_door_s_when_that_forwarded_the_request()
    {
        using var direct = await api.Client.SendAsync(HttpMethod.Get, "/api/socket");
        using var forwarded = await api.Client.SendAsync(
            HttpMethod.Get, "/api/socket", headers: [("X-Forwarded-Host", "items.example:8443"), ("X-Forwarded-Proto", "https")]);

        (await UrlAsync(direct)).ShouldBe("ws://127.0.0.1:5002/ws");
        (await UrlAsync(forwarded)).ShouldBe("wss://items.example:8443/ws");
    }

    [Fact]
    public async Task The_description_is_OpenAPI_3_1_and_names_every_operation()
    {
        using var description = JsonDocument.Parse(await api.Client.GetTextAsync("/openapi/v1.json"));
        description.RootElement.GetProperty("openapi").GetString()!.ShouldStartWith("3.1");
        description.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject())
            .Select(operation => operation.Value.GetProperty("operationId").GetString())
            .Order(StringComparer.Ordinal).ShouldBe(
            [
                "CreateItem", "CreateWebhook", "DeleteItem", "DeleteWebhook", "ExplainProblem", "GetItem", "GetSocket", "GetWebhook", "GetWebhookDelivery", "ListItems", "ListWebhookDeliveries", "ListWebhooks", "PatchItem", "PatchWebhook",
                "PutItem", "ReadEvents", "ReadSnapshot", "ReplayWebhook", "ResumeWebhook", "RotateWebhookSecret", "TestWebhook",
            ]);
        (await api.Client.GetAsync(new Uri("/scalar/", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<string> UrlAsync(HttpResponseMessage response) =>
        JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), ContractsJson.Default.SocketInfo)!.Url.OriginalString;
}
