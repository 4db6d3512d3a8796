using System.Net;
using Items.Web.Tests.Upstream;

namespace Items.Web.Tests.Security;

/// <summary>Forms on other sites must not write here.</summary>
public sealed class SameOriginFormsTests(ScriptedSite site) : IClassFixture<ScriptedSite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    public async Task A_form_of_another_site_changes_nothing(string header, string value)
    {
        var item = site.Log.Add("untouched");
        var head = site.Log.Head;
        foreach (var path in new[] { "/items", $"/items/{item.Id}", $"/items/{item.Id}/delete" })
        {
            using var response = await PostAsync(path, header, value);
            response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        }

        site.Log.Head.ShouldBe(head);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Origin", null)]
    [InlineData("X-Nothing", "said")]
    public async Task A_form_of_this_site_is_taken(string header, string? value)
    {
        using var response = await PostAsync("/items", header, value ?? site.Web.Address.GetLeftPart(UriPartial.Authority));
        response.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        response.Headers.Location!.ToString().ShouldStartWith("/?done=added#i-");
    }

    [Fact]
    public async Task A_body_that_is_no_form_is_refused()
    {
        using var content = new StringContent("{\"text\":\"x\"}", System.Text.Encoding.UTF8, "application/json");
        using var response = await site.Client.PostAsync(new Uri("/items", UriKind.Relative), content, Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task A_form_that_is_too_large_is_refused()
    {
        using var content = new FormUrlEncodedContent([new("text", new string('x', 600_000))]);
        using var response = await site.Client.PostAsync(new Uri("/items", UriKind.Relative), content, Cancellation);
        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Pages_come_with_a_strict_policy()
    {
        using var response = await site.Client.GetAsync(new Uri("/", UriKind.Relative), Cancellation);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        response.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        response.Headers.GetValues("Referrer-Policy").Single().ShouldBe("same-origin");
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string header, string value)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = site.Web.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([new("text", "posted")]) };
        request.Headers.Add(header, value);
        return await client.SendAsync(request, Cancellation);
    }
}
