using System.Net;
using System.Text;
using Items.Contracts;

namespace Items.Api.Tests.ItemEndpoints;

/// <summary>The tests of this class have an Api and a log of their own, so that "nothing is stored" can be seen.</summary>
public sealed class BadInputTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    public static TheoryData<string, string> BadMembers { get; } = new()
    {
        { "{}", "#/item" },
        { """{"item":""}""", "#/item" },
        { """{"item":" \t\n"}""", "#/item" },
        { """{"item":null}""", "#/item" },
        { """{"item":1}""", "#/item" },
        { """{"item":["x"]}""", "#/item" },
        { """{"item":"a\u0000b"}""", "#/item" },
        { """{"item":"a\ud800b"}""", "#/item" },
        { $$"""{"item":"{{new string('x', 1_001)}}"}""", "#/item" },
        { """{"item":"x","attributes":[]}""", "#/attributes" },
        { """{"item":"x","attributes":null}""", "#/attributes" },
        { """{"item":"x","attributes":"{}"}""", "#/attributes" },
        { $$$"""{"item":"x","attributes":{"a":"{{{new string('x', 16 * 1024)}}}"}}""", "#/attributes" },
        { """{"item":"x","attributes":{"a":[0,"\u0000"]}}""", "#/attributes/a/1" },
        { """{"item":"x","attributes":{"a":1e999999}}""", "#/attributes/a" },
        { """{"item":"x","attributes":{"a":1e-16000}}""", "#/attributes/a" },
        { """{"item":"x","attributes":{"a":1e-2147483648}}""", "#/attributes/a" },
        { $$$"""{"item":"x","attributes":{"a":0.{{{new string('1', 16_076)}}}e-308}}""", "#/attributes/a" },
        { """{"item":"x","attributes":{"a/~b":{"\u0000":1}}}""", "#/attributes/a~1~0b" },
        { """{"item":"x","id":"42"}""", "#/id" },
        { """{"item":"x","id":null}""", "#/id" },
        { """{"item":"x","colour":"red"}""", "#/colour" },
        { """{"item":"x","version":7}""", "#/version" },
    };

    public static TheoryData<string> NotJson { get; } = new()
    {
        "", "{", "nonsense", """{"item":"x"}{}""", """{"item":"x",}""", """{"item":"x","item":"y"}""", """{"item":"x","attributes":{"\ud800":1,"\ud800":2}}""",
        $$"""{"item":"x","attributes":{{string.Concat(Enumerable.Repeat("""{"a":""", 40))}}1{{new string('}', 41)}}""",
    };

    [Theory]
    [MemberData(nameof(BadMembers))]
    public async Task A_bad_member_is_named_and_nothing_is_stored(string body, string pointer)
    {
        var before = await PositionAsync();
        using var response = await api.Client.PostAsync(body);

        (await response.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)).ShouldBe([pointer]);
        (await PositionAsync()).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(NotJson))]
    public async Task What_is_not_one_JSON_value_is_refused(string body)
    {
        using var response = await api.Client.PostAsync(body);
        await response.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.MalformedJson);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("null")]
    public async Task A_body_that_is_no_object_is_refused(string body)
    {
        using var response = await api.Client.PostAsync(body);
        (await response.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)).ShouldBe(["#"]);
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF_8_are_refused()
    {
        using var content = new ByteArrayContent([.. "{\"item\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        content.Headers.ContentType = new("application/json");
        using var response = await api.Client.PostAsync(new Uri("/api/items", UriKind.Relative), content, TestContext.Current.CancellationToken);
        await response.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.MalformedJson);
    }

    [Fact]
    public async Task Every_error_is_told_at_once()
    {
        using var response = await api.Client.PostAsync("""{"item":"","attributes":1,"id":2,"x":3}""");
        (await response.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)).ShouldBe(["#/item", "#/attributes", "#/id", "#/x"]);
    }

    [Fact]
    public async Task The_limits_themselves_are_allowed()
    {
        var text = string.Concat(Enumerable.Repeat("😀", 1_000));
        var attributes = $$"""{"a":"{{new string('x', ItemLimits.MaxAttributesBytes - 8)}}"}""";
        Encoding.UTF8.GetByteCount(attributes).ShouldBe(ItemLimits.MaxAttributesBytes);

        (await api.Client.CreateAsync(text, attributes)).Text.ShouldBe(text);
        await api.Client.CreateAsync(text, $$"""{"a":0.{{new string('1', 16_075)}}e-308}""");
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_not_read()
    {
        using var response = await api.Client.PostAsync($$"""{"item":"{{new string('x', ItemLimits.MaxBodyBytes)}}"}""");
        await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, ProblemTypes.BodyTooLarge);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Another_media_type_is_refused(string mediaType)
    {
        using var response = await api.Client.SendAsync(HttpMethod.Post, "/api/items", """{"item":"x"}""", mediaType);
        await response.ProblemAsync(HttpStatusCode.UnsupportedMediaType, ProblemTypes.UnsupportedMediaType);
    }

    [Theory]
    [InlineData("GET", "/api/items/42", "id")]
    [InlineData("DELETE", "/api/items/%20", "id")]
    [InlineData("GET", "/api/items?limit=0", "limit")]
    [InlineData("GET", "/api/items?limit=1001", "limit")]
    [InlineData("GET", "/api/items?limit=ten", "limit")]
    [InlineData("GET", "/api/items?limit=1&limit=2", "limit")]
    [InlineData("GET", "/api/items?after=yesterday", "after")]
    [InlineData("GET", "/api/items?order=random", "order")]
    [InlineData("GET", "/api/items?q=%00", "q")]
    [InlineData("GET", "/api/items?attributes=red", "attributes")]
    [InlineData("GET", "/api/items?attributes=[]", "attributes")]
    [InlineData("GET", "/api/items?attributes={\"\\ud800\":1}", "attributes")]
    [InlineData("GET", "/api/items?attributes={\"a\":\"\\ud800\"}", "attributes")]
    [InlineData("GET", "/api/items?colour=red", "colour")]
    [InlineData("GET", "/api/events?after=6923a1c4-42", "after")]
    [InlineData("GET", "/api/events?types=item.painted", "types")]
    [InlineData("GET", "/api/events?types=", "types")]
    [InlineData("GET", "/api/events?limit=-1", "limit")]
    public async Task A_bad_parameter_is_named(string method, string path, string parameter)
    {
        using var response = await api.Client.SendAsync(new HttpMethod(method), path);
        (await response.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)).ShouldBe([parameter]);
    }

    [Theory]
    [InlineData("If-Match", "nonsense")]
    [InlineData("If-Match", "")]
    [InlineData("If-None-Match", "")]
    [InlineData("If-None-Match", "\"open")]
    public async Task A_bad_condition_is_named(string header, string value)
    {
        using var response = await api.Client.SendAsync(HttpMethod.Put, $"/api/items/{Guid.CreateVersion7()}", """{"item":"x"}""", headers: (header, value));
        (await response.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)).ShouldBe([header]);
    }

    [Fact]
    public async Task A_put_under_another_id_than_the_body_s_is_refused()
    {
        using var response = await api.Client.SendAsync(HttpMethod.Put, $"/api/items/{Guid.CreateVersion7()}", $$"""{"id":"{{Guid.CreateVersion7()}}","item":"x"}""");
        (await response.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)).ShouldBe(["#/id"]);
    }

    [Theory]
    [InlineData("GET", "/api/nothing", 404)]
    [InlineData("POST", "/api/socket", 405)]
    public async Task What_routing_refuses_is_a_problem_too(string method, string path, int status)
    {
        using var response = await api.Client.SendAsync(new HttpMethod(method), path);
        ((int)response.StatusCode).ShouldBe(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    private async Task<string> PositionAsync()
    {
        using var response = await api.Client.SendAsync(HttpMethod.Get, "/api/events?limit=0");
        return response.Cursor();
    }
}
