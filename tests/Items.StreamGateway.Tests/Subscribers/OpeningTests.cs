using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Items.Contracts;
using Items.StreamGateway.Tests.World;

namespace Items.StreamGateway.Tests.Subscribers;

public sealed class OpeningTests
{
    [Theory]
    [InlineData("after=x", "after")]
    [InlineData("after=", "after")]
    [InlineData("after=-1", "after")]
    [InlineData("after=1&after=2", "after")]
    [InlineData("types=item.exploded", "types")]
    [InlineData("types=", "types")]
    [InlineData("types=item.created,,item.deleted", "types")]
    [InlineData("subject=1", "subject")]
    [InlineData("subject=", "subject")]
    [InlineData("attributes=[]", "attributes")]
    [InlineData("attributes={", "attributes")]
    [InlineData("attributes=", "attributes")]
    [InlineData("attributes={\"\\ud800\":1}", "attributes")]
    [InlineData("attributes={\"a\":[\"\\ud800\"]}", "attributes")]
    [InlineData("attributes={\"a\":1,\"a\":2}", "attributes")]
    [InlineData("attributes={\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}", "attributes")]
    [InlineData("attributes={\"a\":\"\\u0000\"}", "attributes")]
    [InlineData("attributes={\"\\u0000\":1}", "attributes")]
    [InlineData("attributes={\"a\":[1e309]}", "attributes")]
    [InlineData("types=item.snapshot", "types")]
    [InlineData("snapshot=", "snapshot")]
    [InlineData("snapshot=TRUE", "snapshot")]
    [InlineData("snapshot=1", "snapshot")]
    [InlineData("snapshot=true,true", "snapshot")]
    [InlineData("snapshot=true%00", "snapshot")]
    [InlineData("snapshot=true&snapshot=true", "snapshot")]
    [InlineData("color=red", "color")]
    [InlineData("After=1", "After")]
    public async Task A_parameter_that_is_wrong_is_named(string query, string parameter)
    {
        await using var world = await GatewayWorld.StartAsync();
        foreach (var path in new[] { "/sse", "/ws" })
        {
            using var response = await OpenAsync(world, $"{path}?{query}");
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            var problem = await ReadAsync(response);
            problem.GetProperty("type").GetString().ShouldBe(ProblemTypes.InvalidRequest);
            problem.GetProperty("errors").EnumerateArray().ShouldContain(error => error.GetProperty("parameter").GetString() == parameter);
        }
    }

    [Theory]
    [InlineData("00c0ffee-00000000000000000001", "another epoch")]
    [InlineData("6923a1c4-00000000000000000011", "ahead of the head")]
    [InlineData("11", "ahead of the head")]
    [InlineData("6923a1c4-00000000000000000003", "older than what is retained")]
    public async Task A_position_that_is_not_served_is_gone_before_the_upgrade(string after, string why)
    {
        await using var world = await GatewayWorld.CreateAsync(("Tail__Prefill", "2"));
        world.History.Append(10);
        world.History.RetainFrom(5);
        await world.Gateway.StartAsync();
        foreach (var path in new[] { "/sse", "/ws" })
        {
            using var response = await OpenAsync(world, $"{path}?after={after}");
            response.StatusCode.ShouldBe(HttpStatusCode.Gone, why);
            var problem = await ReadAsync(response);
            problem.GetProperty("type").GetString().ShouldBe(ProblemTypes.CursorGone);
            problem.GetProperty("snapshot").GetString().ShouldBe("/api/snapshot");
        }

        await using var oldest = await world.FollowAsync("?after=4");
        await oldest.ReceiveContiguousAsync(5, 10);
    }

    [Fact]
    public async Task A_position_the_gateway_has_not_reached_but_the_log_has_is_served()
    {
        await using var world = await GatewayWorld.StartAsync(
            5, ("Tail__PollInterval", "00:01:00"), ("Tail__FallbackPollInterval", "00:00:30"));
        world.History.Append(5);
        await using var follower = await world.FollowAsync("?after=8");
        await world.Broker.PublishAsync(world.History[10]);
        await follower.ReceiveContiguousAsync(9, 10);
    }

    [Fact]
    public async Task A_position_that_cannot_be_checked_is_refused_for_now()
    {
        await using var world = await GatewayWorld.StartAsync(5);
        world.History.IsDown = true;
        using var response = await world.GetAsync("/sse?after=00c0ffee-00000000000000000001");
        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.ShouldNotBeNull();
        await using var known = await world.FollowAsync("?after=2");
        await known.ReceiveContiguousAsync(3, 5);
    }

    [Fact]
    public async Task Without_a_position_the_stream_starts_now()
    {
        await using var world = await GatewayWorld.StartAsync(5);
        await using var follower = await world.FollowAsync();
        follower.Start.ShouldBe(world.History.CursorAt(5));
        await world.ChangeAsync();
        await follower.ReceiveContiguousAsync(6, 6);
    }

    [Fact]
    public async Task More_subscribers_than_allowed_are_refused_until_one_leaves()
    {
        await using var world = await GatewayWorld.StartAsync(0, ("Subscribers__MaxSubscribers", "2"));
        await using var first = await world.FollowAsync();
        await using (await world.FollowAsync())
        {
            using var refused = await world.GetAsync("/sse");
            refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter.ShouldNotBeNull();
        }

        await Testing.Eventually.Async(async () =>
        {
            using var response = await world.GetAsync("/sse");
            return response.IsSuccessStatusCode;
        });
    }

    [Fact]
    public async Task Pages_of_other_origins_are_refused_when_origins_are_named()
    {
        await using var world = await GatewayWorld.StartAsync(0, ("Gateway__AllowedOrigins", "https://example.org"));
        using var refused = await world.GetAsync("/sse", ("Origin", "https://example.com"));
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var allowed = await world.GetAsync("/sse", ("Origin", "https://example.org"));
        allowed.Headers.GetValues("Access-Control-Allow-Origin").Single().ShouldBe("https://example.org");
        using var own = await world.GetAsync("/sse", ("Origin", world.Gateway.Address.GetLeftPart(UriPartial.Authority)));
        own.StatusCode.ShouldBe(HttpStatusCode.OK);
        await Should.ThrowAsync<WebSocketException>(() =>
            WebSocketFollower.ConnectAsync(world.Gateway, configure: options => options.SetRequestHeader("Origin", "https://example.com")));
    }

    private static async Task<HttpResponseMessage> OpenAsync(GatewayWorld world, string path) => path.StartsWith("/ws", StringComparison.Ordinal)
        ? await world.GetAsync(
            path,
            ("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="))
        : await world.GetAsync(path);

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsStringAsync());
}
