using System.Net;
using System.Text.Json;
using Items.Contracts;
using Items.Testing.Systems;
using Npgsql;

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

    /// <summary>The oldest event that is kept is far from the first number: where a page without <c>after</c> begins.</summary>
    [Theory]
    [InlineData(1, "")]
    [InlineData(300_001, "")]
    [InlineData(1, "&after=0")]
    public async Task A_filter_is_led_through_a_long_log_in_which_little_matches(long oldest, string after)
    {
        // Without a broker: nothing is to be published.
        await using var system = await ItemsSystem.StartAsync(ApiFixture.ApiOnly with { Broker = "amqp://127.0.0.1:1" });
        long[] matches = [oldest + 4, oldest + 5, oldest + 129_999, oldest + 249_999];
        await FillAsync(system.Database, oldest, 250_000, matches);

        var (seen, pages, empty) = (new List<long>(), 0, 0);
        for (var next = $"/api/events?types=item.deleted&limit=2{after}"; next is not null; pages++)
        {
            using var response = await system.Api.Client.SendAsync(HttpMethod.Get, next);
            var events = JsonSerializer.Deserialize(
                await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), ContractsJson.Default.IReadOnlyListItemEvent)!;
            seen.AddRange(events.Select(e => e.Data!.Seq));
            Cursor.TryParse(response.Cursor(), out var position).ShouldBeTrue();
            next = response.Headers.TryGetValues("Link", out var links) ? links.Single().Split(['<', '>'])[1] : null;
            if (next is null)
            {
                position.Seq.ShouldBe(oldest + 250_000 - 1);
            }
            else if (events.Count == 0)
            {
                // Who takes it for the end and asks again after this position misses nothing.
                empty++;
                next.ShouldContain($"after={position}");
                position.Seq.ShouldBeLessThan(matches.First(seq => !seen.Contains(seq)));
            }
        }

        seen.ShouldBe(matches);
        pages.ShouldBeInRange(3, 6);
        empty.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("00000000-00000000000000000000")]
    [InlineData("9000000000000000000")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775807&types=item.deleted")]
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

    /// <summary>A log that begins with a number, in which some events are deletions.</summary>
    private static async Task FillAsync(string database, long oldest, int events, long[] deletions)
    {
        await using var source = NpgsqlDataSource.Create($"{database};Pooling=false");
        await using var fill = source.CreateCommand(
            """
            WITH logged AS (
                INSERT INTO events (seq, type, item_id, item, attributes, version, created_at, at)
                SELECT seq, CASE WHEN seq = ANY ($3) THEN 'item.deleted' ELSE 'item.created' END, gen_random_uuid(), 'x', '{}', 1, now(), now() FROM generate_series($1, $1 + $2 - 1) seq
            )
            UPDATE stream SET oldest = $1, head = $1 + $2 - 1
            """);
        fill.Parameters.AddWithValue(oldest);
        fill.Parameters.AddWithValue((long)events);
        fill.Parameters.AddWithValue(deletions);
        await fill.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<string> UrlAsync(HttpResponseMessage response) =>
        JsonSerializer.Deserialize(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), ContractsJson.Default.SocketInfo)!.Url.OriginalString;
}
