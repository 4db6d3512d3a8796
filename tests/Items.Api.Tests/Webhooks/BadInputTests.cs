using System.Net;
using Items.Contracts;
using Items.Contracts.Webhooks;

namespace Items.Api.Tests.Webhooks;

public sealed class BadInputTests(SharedApi api)
{
    public static TheoryData<string, string> BadNew { get; } = new()
    {
        { "{}", "#/url" },
        { """{"url":null}""", "#/url" },
        { """{"url":1}""", "#/url" },
        { """{"url":"a\ud800b"}""", "#/url" },
        { """{"url":"hooks.example"}""", "#/url" },
        { """{"url":"http://hooks.example/"}""", "#/url" },
        { """{"url":"https://169.254.169.254/latest/meta-data/"}""", "#/url" },
        { """{"url":"https://0x7f.1/"}""", "#/url" },
        { """{"url":"https://localhost./"}""", "#/url" },
        { """{"url":"https://me:pw@hooks.example/"}""", "#/url" },
        { """{"url":"https://hooks.example/#x"}""", "#/url" },
        { $$"""{"url":"https://hooks.example/{{new string('x', WebhookLimits.MaxUrlLength)}}"}""", "#/url" },
        { With("description", "1"), "#/description" },
        { With("description", "\"\\u0000\""), "#/description" },
        { With("description", $"\"{new string('x', WebhookLimits.MaxDescriptionLength + 1)}\""), "#/description" },
        { With("types", "[]"), "#/types" },
        { With("types", "\"item.created\""), "#/types" },
        { With("types", "[\"item.painted\"]"), "#/types" },
        { With("types", "[\"stream.checkpoint\"]"), "#/types" },
        { With("types", "[\"item.created\",\"item.created\"]"), "#/types" },
        { With("types", "[\"item.created\",null]"), "#/types" },
        { With("types", "[\"\\ud800\"]"), "#/types" },
        { With("attributes", "[]"), "#/attributes" },
        { With("attributes", "\"{}\""), "#/attributes" },
        { With("attributes", """{"a":[0,"\u0000"]}"""), "#/attributes/a/1" },
        { With("attributes", """{"a":1e999}"""), "#/attributes/a" },
        { With("attributes", $$"""{"a":"{{new string('x', ItemLimits.MaxAttributesBytes)}}"}"""), "#/attributes" },
        { With("batchSize", "0"), "#/batchSize" },
        { With("batchSize", "501"), "#/batchSize" },
        { With("batchSize", "1.5"), "#/batchSize" },
        { With("batchSize", "\"1\""), "#/batchSize" },
        { With("batchSize", "99999999999"), "#/batchSize" },
        { With("after", "null"), "#/after" },
        { With("after", "-1"), "#/after" },
        { With("after", "1e2"), "#/after" },
        { With("after", "\"yesterday\""), "#/after" },
        { With("after", "{}"), "#/after" },
        { With("id", "null"), "#/id" },
        { With("id", "\"42\""), "#/id" },
        { With("state", "\"active\""), "#/state" },
        { With("secret", "\"whsec_AAAA\""), "#/secret" },
        { With("colour", "\"red\""), "#/colour" },
    };

    public static TheoryData<string, string> BadPatch { get; } = new()
    {
        { """{"url":null}""", "#/url" },
        { """{"url":"http://hooks.example/"}""", "#/url" },
        { """{"state":null}""", "#/state" },
        { """{"state":"suspended"}""", "#/state" },
        { """{"state":1}""", "#/state" },
        { """{"types":[]}""", "#/types" },
        { """{"attributes":[]}""", "#/attributes" },
        { """{"batchSize":0}""", "#/batchSize" },
        { """{"after":0}""", "#/after" },
        { """{"id":"019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01"}""", "#/id" },
        { """{"version":2}""", "#/version" },
        { """{"colour":"red"}""", "#/colour" },
    };

    [Theory]
    [MemberData(nameof(BadNew))]
    public async Task A_bad_member_of_a_new_webhook_is_named(string body, string pointer)
    {
        using var response = await api.Client.PostWebhookAsync(body);
        (await response.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)).ShouldBe([pointer]);
    }

    [Theory]
    [MemberData(nameof(BadPatch))]
    public async Task A_bad_member_of_a_patch_is_named_and_nothing_is_changed(string body, string pointer)
    {
        var webhook = await api.Client.CreateWebhookAsync();
        using var response = await api.Client.PatchWebhookAsync(webhook.Id, body);

        (await response.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)).ShouldBe([pointer]);
        (await api.Client.GetWebhookAsync(webhook.Id)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task Every_error_is_told_at_once()
    {
        using var response = await api.Client.PostWebhookAsync("""{"url":"","types":1,"attributes":2,"batchSize":"3","x":4}""");
        (await response.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)).ShouldBe(["#/url", "#/types", "#/attributes", "#/batchSize", "#/x"]);
    }

    [Theory]
    [InlineData("replay", "{}", "#/after")]
    [InlineData("replay", """{"after":null}""", "#/after")]
    [InlineData("replay", """{"after":true}""", "#/after")]
    [InlineData("replay", """{"after":"6923a1c4-42"}""", "#/after")]
    [InlineData("replay", """{"after":0,"url":"https://hooks.example/"}""", "#/url")]
    [InlineData("replay", "[]", "#")]
    [InlineData("test", """{"type":"item.created"}""", "#/type")]
    [InlineData("resume", """{"after":0}""", "#/after")]
    [InlineData("resume", "[]", "#")]
    [InlineData("rotate-secret", """{"secret":"whsec_AAAA"}""", "#/secret")]
    public async Task What_an_action_does_not_take_is_refused_by_name(string action, string body, string pointer)
    {
        var webhook = await api.Client.CreateWebhookAsync();
        using var response = await api.Client.DoAsync(webhook.Id, action, body);
        (await response.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)).ShouldBe([pointer]);
    }

    [Theory]
    [InlineData("test", HttpStatusCode.Accepted)]
    [InlineData("resume", HttpStatusCode.OK)]
    [InlineData("rotate-secret", HttpStatusCode.OK)]
    public async Task An_action_that_takes_nothing_takes_an_empty_object_too(string action, HttpStatusCode status)
    {
        var webhook = await api.Client.CreateWebhookAsync();
        using var response = await api.Client.DoAsync(webhook.Id, action, "{}");
        response.StatusCode.ShouldBe(status);
    }

    [Theory]
    [InlineData("GET", "/api/webhooks?limit=0", "limit")]
    [InlineData("GET", "/api/webhooks?limit=101", "limit")]
    [InlineData("GET", "/api/webhooks?after=42", "after")]
    [InlineData("GET", "/api/webhooks?after=99999999999999999.019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d0", "after")]
    [InlineData("GET", "/api/webhooks?state=active", "state")]
    [InlineData("GET", "/api/webhooks/42", "id")]
    [InlineData("GET", "/api/webhooks/42/deliveries", "id")]
    [InlineData("GET", "/api/webhooks/019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01/deliveries?before=1", "before")]
    [InlineData("GET", "/api/webhooks/019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01/deliveries?limit=101", "limit")]
    [InlineData("GET", "/api/webhooks/019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01/deliveries?after=1", "after")]
    [InlineData("GET", "/api/webhooks/019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01/deliveries/42", "delivery")]
    [InlineData("DELETE", "/api/webhooks/%20", "id")]
    [InlineData("POST", "/api/webhooks/42/test", "id")]
    [InlineData("POST", "/api/webhooks/42/resume", "id")]
    [InlineData("POST", "/api/webhooks/42/rotate-secret", "id")]
    public async Task A_bad_parameter_is_named(string method, string path, string parameter)
    {
        using var response = await api.Client.SendAsync(new HttpMethod(method), path);
        (await response.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)).ShouldBe([parameter]);
    }

    [Theory]
    [InlineData("POST", "")]
    [InlineData("PATCH", "/{id}")]
    [InlineData("DELETE", "/{id}")]
    [InlineData("POST", "/{id}/test")]
    [InlineData("POST", "/{id}/replay")]
    [InlineData("POST", "/{id}/resume")]
    [InlineData("POST", "/{id}/rotate-secret")]
    public async Task A_key_that_would_be_ignored_is_refused(string method, string path)
    {
        var webhook = await api.Client.CreateWebhookAsync();
        using var response = await api.Client.SendAsync(
            new HttpMethod(method), WebhookCalls.Webhooks + path.Replace("{id}", webhook.Id.ToString(), StringComparison.Ordinal), $$"""{"url":"{{WebhookCalls.Url}}"}""", headers: (StreamNames.IdempotencyKeyHeader, "\"k\""));

        (await response.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)).ShouldBe([StreamNames.IdempotencyKeyHeader]);
        (await api.Client.GetWebhookAsync(webhook.Id)).Version.ShouldBe(1);
    }

    [Theory]
    [InlineData("POST", "", "text/plain")]
    [InlineData("POST", "", "application/merge-patch+json")]
    [InlineData("PATCH", "/019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01", "text/plain")]
    [InlineData("POST", "/019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01/replay", "application/x-www-form-urlencoded")]
    [InlineData("POST", "/019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01/test", "application/x-www-form-urlencoded")]
    public async Task Another_media_type_is_refused(string method, string path, string mediaType)
    {
        using var response = await api.Client.SendAsync(new HttpMethod(method), WebhookCalls.Webhooks + path, "{}", mediaType);
        await response.ProblemAsync(HttpStatusCode.UnsupportedMediaType, ProblemTypes.UnsupportedMediaType);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("PATCH", "")]
    [InlineData("DELETE", "")]
    [InlineData("GET", "/deliveries")]
    [InlineData("GET", "/deliveries/019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01")]
    [InlineData("POST", "/test")]
    [InlineData("POST", "/replay")]
    [InlineData("POST", "/resume")]
    [InlineData("POST", "/rotate-secret")]
    public async Task What_is_not_there_is_not_found(string method, string path)
    {
        var body = method == "PATCH" ? "{}" : path == "/replay" ? """{"after":0}""" : null;
        using var response = await api.Client.SendAsync(new HttpMethod(method), WebhookCalls.PathOf(Guid.CreateVersion7()) + path, body, headers: ("If-Match", "*"));
        await response.ProblemAsync(HttpStatusCode.NotFound, ProblemTypes.WebhookNotFound);
    }

    private static string With(string name, string value) => $$"""{"url":"{{WebhookCalls.Url}}","{{name}}":{{value}}}""";
}
