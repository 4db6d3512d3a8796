using Items.Testing;
using Items.Web.Tests.Upstream;

namespace Items.Web.Tests.Live;

/// <summary>What the site does when its upstream goes wrong; its pages must miss nothing without being told.</summary>
public sealed class SubscriptionTests(ScriptedSite site) : IClassFixture<ScriptedSite>, IAsyncLifetime
{
    private LivePage _page = null!;

    public async ValueTask InitializeAsync()
    {
        site.Log.Add("first");
        _page = await site.FollowAsync(site.Log.Head.Seq);
        await _page.UntilAsync(page => page.Received.Any(item => item is { EventType: "state", Data: "live" }));
    }

    public ValueTask DisposeAsync() => _page.DisposeAsync();

    [Fact]
    public async Task A_change_reaches_every_page_through_one_subscription()
    {
        var before = site.Upstream.Gateway.Opened;
        await using var second = await site.FollowAsync(site.Log.Head.Seq);
        var item = site.Log.Add("for everybody");
        foreach (var page in new[] { _page, second })
        {
            await page.UntilAsync(p => p.Changes().Contains(item.Seq));
            page.Received.Single(received => received.EventId?.EndsWith($"{item.Seq:D20}", StringComparison.Ordinal) == true).Data.ShouldContain("for everybody");
        }

        site.Upstream.Gateway.Opened.ShouldBe(before);
    }

    [Fact]
    public async Task A_crowd_of_pages_gets_every_change_in_order()
    {
        var before = site.Upstream.Gateway.Opened;
        var from = site.Log.Head.Seq;
        var crowd = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => site.FollowAsync(from)));
        for (var number = 0; number < 100; number++)
        {
            site.Log.Add($"for the crowd {number}");
        }

        await Eventually.Async(() => crowd.All(page => page.Received.LastOrDefault(item => item.EventType == "message").EventId?.EndsWith($"{from + 100:D20}", StringComparison.Ordinal) == true), TimeSpan.FromSeconds(60));
        foreach (var page in crowd)
        {
            page.Changes().ShouldBe(Enumerable.Range(1, 100).Select(number => from + number));
            await page.DisposeAsync();
        }

        site.Upstream.Gateway.Opened.ShouldBe(before);
    }

    [Fact]
    public async Task A_stream_that_breaks_off_is_continued_where_it_was()
    {
        var from = site.Log.Head.Seq;
        site.Log.Add("before");
        site.Upstream.Gateway.Cut();
        site.Log.Add("meanwhile");
        await _page.UntilAsync(page => page.Count("state") >= 2);
        site.Log.Add("after");
        await _page.UntilAsync(page => page.Changes().Count == 3);
        _page.Changes().ShouldBe([from + 1, from + 2, from + 3]);
        _page.Count("refresh").ShouldBe(0);
    }

    [Fact]
    public async Task An_upstream_that_is_gone_for_a_while_is_said_and_then_caught_up()
    {
        var from = site.Log.Head.Seq;
        await site.Upstream.StopAsync();
        await _page.UntilAsync(page => page.Received.Last(item => item.EventType == "state").Data == "reconnecting");
        (await site.Client.GetStringAsync(new Uri("/alive", UriKind.Relative), TestContext.Current.CancellationToken)).ShouldStartWith("Healthy");
        site.Log.Add("in the dark");
        await site.Upstream.StartAsync();
        await _page.UntilAsync(page => page.Received.Last(item => item.EventType == "state").Data == "live");
        await _page.UntilAsync(page => page.Changes().Contains(from + 1));
        _page.Count("refresh").ShouldBe(0);
    }

    [Fact]
    public async Task A_position_that_is_no_longer_served_makes_every_page_read_anew_and_continues_from_the_head()
    {
        await site.Upstream.StopAsync();
        site.Log.Add("lost to the stream");
        site.Upstream.Gateway.IsPositionGone = true;
        await site.Upstream.StartAsync();
        await _page.UntilAsync(page => page.Count("refresh") == 1);
        var item = site.Log.Add("after the gap");
        await _page.UntilAsync(page => page.Changes().Contains(item.Seq));
    }

    [Fact]
    public async Task Another_life_of_the_log_makes_every_page_read_anew()
    {
        site.Log.BeginAgain($"{Random.Shared.Next():x8}");
        site.Log.Add("new world");
        site.Upstream.Gateway.Cut();
        await _page.UntilAsync(page => page.Count("refresh") == 1);
        var item = site.Log.Add("and on");
        await _page.UntilAsync(page => page.Changes().Contains(item.Seq));
        _page.Received.Last(received => received.EventType == "message").EventId.ShouldStartWith(site.Log.Epoch);
    }

    [Theory]
    [InlineData("data: {not json\n\n")]
    [InlineData("data: {\"specversion\":\"1.0\",\"id\":\"x\",\"source\":\"/streams/6923a1c4\",\"type\":\"item.created\",\"time\":\"2026-01-01T00:00:00Z\",\"sequence\":\"x\",\"data\":null}\n\n")]
    [InlineData("event: goodbye\ndata: see you\n\n")]
    [InlineData(":\n:\n\n\n\n")]
    public async Task Nonsense_on_the_stream_costs_no_change(string nonsense)
    {
        var from = site.Log.Head.Seq;
        site.Upstream.Gateway.Hostile = nonsense;
        site.Log.Add("one");
        site.Log.Add("two");
        await _page.UntilAsync(page => page.Changes().Count == 2);
        _page.Changes().ShouldBe([from + 1, from + 2]);
    }

    [Fact]
    public async Task A_hole_in_the_stream_is_never_passed_on()
    {
        var from = site.Log.Head.Seq;
        var item = site.Log.Add("shown");
        var far = $$"""{"specversion":"1.0","id":"x","source":"/streams/{{site.Log.Epoch}}","type":"item.created","time":"2026-01-01T00:00:00Z","sequence":"{{from + 5:D20}}","data":{"id":"{{item.Id}}","item":"far","attributes":{},"version":1,"createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z","seq":{{from + 5}} } }""";
        site.Upstream.Gateway.Hostile = $"data: {far}\n\n";
        site.Log.Add("too");
        await _page.UntilAsync(page => page.Changes().Count >= 2);
        _page.Changes().ShouldBe([from + 1, from + 2]);
    }

    [Fact]
    public async Task A_page_that_comes_back_names_its_last_position_and_misses_nothing()
    {
        var from = site.Log.Head.Seq;
        site.Log.Add("while away");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/live?after=1");
        request.Headers.Add("Last-Event-ID", new Contracts.Cursor(site.Log.Epoch, from).ToString());
        using var response = await site.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        await Eventually.Async(async () => (await reader.ReadLineAsync(TestContext.Current.CancellationToken))?.Contains("while away", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_position_that_is_none_is_refused()
    {
        using var response = await site.Client.GetAsync(new Uri("/live?after=yesterday", UriKind.Relative), TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(400);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Heartbeats_tell_a_page_that_it_is_still_connected() => await _page.UntilAsync(page => page.Count("beat") >= 2);
}
