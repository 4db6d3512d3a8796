using System.Net;
using System.Text.RegularExpressions;
using Items.Web.Tests.Upstream;

namespace Items.Web.Tests.Pages;

public sealed partial class StaticFilesTests(ScriptedSite site) : IClassFixture<ScriptedSite>
{
    [Fact]
    public async Task Everything_the_page_loads_is_there_compressed_and_may_be_kept_for_ever()
    {
        var page = await site.Client.GetStringAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        var files = Loaded().Matches(page).Select(match => match.Groups["file"].Value).Distinct(StringComparer.Ordinal).ToList();
        files.Count.ShouldBeGreaterThan(6);
        foreach (var file in files)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, file) { Headers = { { "Accept-Encoding", "gzip" } } };
            using var response = await site.Client.SendAsync(request, TestContext.Current.CancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, file);
            response.Content.Headers.ContentEncoding.ShouldBe(["gzip"], file);
            response.Headers.CacheControl!.ToString().ShouldContain("immutable", customMessage: file);
        }
    }

    [Fact]
    public async Task The_page_is_compressed_and_never_kept()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Accept-Encoding", "br" } } };
        using var response = await site.Client.SendAsync(request, TestContext.Current.CancellationToken);
        response.Content.Headers.ContentEncoding.ShouldBe(["br"]);
        response.Headers.CacheControl!.NoCache.ShouldBeTrue();
        string.Join(',', response.Headers.Vary).ShouldContain("HX-Request");
    }

    [Fact]
    public async Task What_is_not_there_is_a_page_that_says_so()
    {
        using var response = await site.Client.GetAsync(new Uri("/nothing/here.html", UriKind.Relative), TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("There is nothing here");
    }

    [Theory]
    [InlineData("/?after=nonsense")]
    [InlineData("/?after=00000000-00000000000000000001")]
    public async Task A_link_into_a_list_that_is_no_more_leads_to_its_beginning(string address)
    {
        using var response = await site.Client.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
        response.RequestMessage!.RequestUri!.PathAndQuery.ShouldBe("/");
    }

    [GeneratedRegex("(?:href|src)=\"(?<file>/[^\"?#]+\\.(?:css|js|svg))\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Loaded();
}
