using System.Net;
using Items.Contracts;

namespace Items.Api.Tests.Webhooks;

public sealed class PatchTests(SharedApi api)
{
    [Fact]
    public async Task A_merge_patch_changes_what_it_names()
    {
        var webhook = await api.Client.CreateWebhookAsync(""","description":"before","types":["item.created"],"attributes":{"keep":1,"drop":2},"batchSize":10""");
        using var response = await api.Client.PatchWebhookAsync(
            webhook.Id, """{"url":"https://other.example/","types":["item.deleted"],"attributes":{"drop":null,"add":[3]}}""");

        var patched = await response.WebhookAsync();
        patched.Attributes!.Value.Text.ShouldBe("""{"add": [3], "keep": 1}""");
        patched.Types.ShouldBe(["item.deleted"]);
        patched.UpdatedAt.ShouldBeGreaterThan(webhook.UpdatedAt);
        (patched.Url, patched.Description, patched.BatchSize, patched.Version, patched.Cursor).ShouldBe(("https://other.example/", "before", 10, 2, webhook.Cursor));
    }

    [Fact]
    public async Task Null_removes_what_may_be_absent()
    {
        var webhook = await api.Client.CreateWebhookAsync(""","description":"before","types":["item.created"],"attributes":{"a":1},"batchSize":10""");
        using var response = await api.Client.PatchWebhookAsync(webhook.Id, """{"description":null,"types":null,"attributes":null,"batchSize":null}""");

        var patched = await response.WebhookAsync();
        patched.ShouldBe(patched with { Description = null, Types = null, Attributes = null, BatchSize = 1 });
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"description":"same","types":["item.created"],"attributes":{"a":1},"batchSize":2,"url":"https://hooks.example/items","state":"active"}""")]
    public async Task A_patch_that_leads_to_what_is_there_is_no_change(string patch)
    {
        var webhook = await api.Client.CreateWebhookAsync(""","description":"same","types":["item.created"],"attributes":{"a":1},"batchSize":2""");
        using var response = await api.Client.PatchWebhookAsync(webhook.Id, patch);

        var patched = await response.WebhookAsync();
        (patched.Version, patched.UpdatedAt).ShouldBe((1, webhook.UpdatedAt));
    }

    [Fact]
    public async Task Patches_at_the_same_time_all_count()
    {
        var webhook = await api.Client.CreateWebhookAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => api.Client.PatchWebhookAsync(webhook.Id, $$$"""{"attributes":{"n{{{i}}}":{{{i}}}}}""")));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        var patched = await api.Client.GetWebhookAsync(webhook.Id);
        patched.Version.ShouldBe(41);
        patched.Attributes!.Value.Text.Count(c => c == 'n').ShouldBe(40);
    }

    [Fact]
    public async Task Of_changes_of_the_same_version_one_is_made()
    {
        var webhook = await api.Client.CreateWebhookAsync();
        (string, string) condition = ("If-Match", "\"1\"");
        var answers = await Task.WhenAll(
        [
            .. Enumerable.Range(0, 10).Select(i => api.Client.PatchWebhookAsync(webhook.Id, $$"""{"description":"{{i}}"}""", condition)),
            .. Enumerable.Range(0, 10).Select(_ => api.Client.DoAsync(webhook.Id, "rotate-secret", headers: condition)),
            .. Enumerable.Range(0, 10).Select(_ => api.Client.DoAsync(webhook.Id, "replay", """{"after":0}""", condition)),
        ]);

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.OK))
        {
            await refused.ProblemAsync(HttpStatusCode.PreconditionFailed, ProblemTypes.PreconditionFailed);
        }

        (await api.Client.GetWebhookAsync(webhook.Id)).Version.ShouldBe(2);
    }

    [Theory]
    [InlineData("If-Match", "\"1\"", true)]
    [InlineData("If-Match", "\"7\", \"1\"", true)]
    [InlineData("If-Match", "*", true)]
    [InlineData("If-Match", "\"2\"", false)]
    [InlineData("If-Match", "\"01\"", false)]
    [InlineData("If-Match", "W/\"1\"", false)]
    [InlineData("If-Match", "\"6923a1c4-00000000000000000001\"", false)]
    [InlineData("If-None-Match", "\"2\"", true)]
    [InlineData("If-None-Match", "\"1\"", false)]
    [InlineData("If-None-Match", "*", false)]
    public async Task Conditions_decide_over_every_change(string header, string value, bool holds)
    {
        var webhook = await api.Client.CreateWebhookAsync();
        async Task<HttpResponseMessage[]> TryAllAsync() =>
        [
            await api.Client.DoAsync(webhook.Id, "test", headers: (header, value)),
            await api.Client.DoAsync(webhook.Id, "resume", headers: (header, value)),
            await api.Client.SendAsync(HttpMethod.Delete, WebhookCalls.PathOf(webhook.Id), headers: (header, value)),
        ];

        var expected = holds ? (int[])[202, 200, 204] : [412, 412, 412];
        (await TryAllAsync()).Select(answer => (int)answer.StatusCode).ShouldBe(expected);
    }

    [Fact]
    public async Task A_read_of_the_version_that_one_has_is_answered_with_304()
    {
        var webhook = await api.Client.CreateWebhookAsync();
        using var same = await api.Client.SendAsync(HttpMethod.Get, WebhookCalls.PathOf(webhook.Id), headers: ("If-None-Match", "W/\"1\""));
        using var other = await api.Client.SendAsync(HttpMethod.Get, WebhookCalls.PathOf(webhook.Id), headers: ("If-None-Match", "\"2\""));

        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        same.Headers.ETag!.Tag.ShouldBe("\"1\"");
        (await other.WebhookAsync()).Version.ShouldBe(1);
    }

    [Fact]
    public async Task Attributes_that_grow_beyond_the_limit_are_refused()
    {
        var half = new string('x', ItemLimits.MaxAttributesBytes * 2 / 3);
        var webhook = await api.Client.CreateWebhookAsync($$$""","attributes":{"a":"{{{half}}}"}""");
        using var response = await api.Client.PatchWebhookAsync(webhook.Id, $$$"""{"attributes":{"b":"{{{half}}}"}}""");

        (await response.ProblemAsync(HttpStatusCode.BadRequest, ProblemTypes.InvalidRequest)).ShouldBe(["#/attributes"]);
        (await api.Client.GetWebhookAsync(webhook.Id)).Version.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_deleted_is_gone_with_its_deliveries()
    {
        var webhook = await api.Client.CreateWebhookAsync();
        (await api.Client.DoAsync(webhook.Id, "test")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        using var deleted = await api.Client.SendAsync(HttpMethod.Delete, WebhookCalls.PathOf(webhook.Id));
        using var again = await api.Client.SendAsync(HttpMethod.Delete, WebhookCalls.PathOf(webhook.Id));

        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await again.ProblemAsync(HttpStatusCode.NotFound, ProblemTypes.WebhookNotFound);
        (await api.SqlAsync($"SELECT count(*) FROM webhook_deliveries WHERE webhook_id = '{webhook.Id}'")).ShouldBe(0L);
    }
}
