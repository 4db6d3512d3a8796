using System.Net;
using Items.Web.Tests.Upstream;

namespace Items.Web.Tests.Webhooks;

/// <summary>A secret is in one answer, and nobody keeps that.</summary>
public sealed class SecretTests(ScriptedSite site) : IClassFixture<ScriptedSite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_with_a_secret_is_never_stored_and_never_compressed(bool htmx)
    {
        using var added = await PostAsync("/webhooks", htmx, ("id", Guid.CreateVersion7().ToString()), ("url", "https://secret.example/"), ("types", "item.created"));
        await ShouldBeKeptByNobodyAsync(added);
        var webhook = site.Webhooks.Add("https://rotated.example/");
        using var rotated = await PostAsync($"/webhooks/{webhook.Id}/rotate", htmx, ("version", "1"));
        await ShouldBeKeptByNobodyAsync(rotated);
    }

    [Fact]
    public async Task A_form_without_the_version_that_was_seen_changes_nothing()
    {
        var webhook = site.Webhooks.Add("https://unseen.example/");
        foreach (var what in new[] { "replay", "disable", "rotate", "delete" })
        {
            using var response = await PostAsync($"/webhooks/{webhook.Id}/{what}", htmx: false, ("position", "0"));
            response.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed, what);
        }

        site.Webhooks.Find(webhook.Id).ShouldBe(webhook);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/{id}/test")]
    [InlineData("/{id}/replay")]
    [InlineData("/{id}/resume")]
    [InlineData("/{id}/disable")]
    [InlineData("/{id}/rotate")]
    [InlineData("/{id}/delete")]
    public async Task A_form_of_another_site_changes_nothing(string path)
    {
        var webhook = site.Webhooks.Add("https://untouched.example/");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks" + path.Replace("{id}", webhook.Id.ToString(), StringComparison.Ordinal))
        {
            Content = new FormUrlEncodedContent([new("version", "1"), new("position", "0"), new("url", "https://evil.example/")]),
            Headers = { { "Sec-Fetch-Site", "cross-site" } },
        };
        using var response = await site.Client.SendAsync(request, Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        site.Webhooks.Find(webhook.Id).ShouldBe(webhook);
        site.Webhooks.Attempts(webhook.Id, 1).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_page_is_compressed_and_never_kept()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/webhooks") { Headers = { { "Accept-Encoding", "br" } } };
        using var response = await site.Client.SendAsync(request, Cancellation);
        response.Content.Headers.ContentEncoding.ShouldBe(["br"]);
        response.Headers.CacheControl!.NoCache.ShouldBeTrue();
        string.Join(',', response.Headers.Vary).ShouldContain("HX-Request");
    }

    private async Task ShouldBeKeptByNobodyAsync(HttpResponseMessage response)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.CacheControl!.ToString().ShouldBe("no-store");
        response.Content.Headers.ContentEncoding.ShouldBeEmpty();
        WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync(Cancellation)).ShouldContain(site.Webhooks.LastSecret);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, bool htmx, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
            Headers = { { "Accept-Encoding", "br" } },
        };
        if (htmx)
        {
            request.Headers.Add("HX-Request", "true");
        }

        return await site.Client.SendAsync(request, Cancellation);
    }
}
