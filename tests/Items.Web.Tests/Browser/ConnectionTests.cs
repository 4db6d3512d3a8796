using Items.Testing;
using Items.Web.Tests.Upstream;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Items.Web.Tests.Browser;

/// <summary>What a page does when the connection breaks, in both of its parts, and when more happens than it can show.</summary>
public sealed class ConnectionTests(ScriptedSite site, Chromium chromium) : IClassFixture<ScriptedSite>
{
    [Fact]
    public async Task Many_changes_at_once_all_arrive_in_order_and_the_page_stays_bounded()
    {
        await using var visitor = await chromium.VisitAsync(site.Web.Address);
        // Fewer than the ring holds: with more, the page would read its list anew instead.
        for (var number = 0; number < 3_000; number++)
        {
            site.Log.Add($"burst {number}");
        }

        var last = site.Log.Add("the last");
        await Expect(visitor.Row(last.Id)).ToBeVisibleAsync();
        var seqs = await visitor.Page.EvaluateAsync<long[]>("[...document.querySelectorAll('#items > li')].map(row => Number(row.dataset.seq))");
        seqs.ShouldBe(Enumerable.Range(0, 300).Select(distance => last.Seq - distance));
        await Expect(visitor.Page.Locator("#feed > li")).ToHaveCountAsync(12);

        // What was cut off can be had again, without a hole.
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Show older items" }).ClickAsync();
        await Expect(visitor.Page.Locator("#items > li")).ToHaveCountAsync(350);
        seqs = await visitor.Page.EvaluateAsync<long[]>("[...document.querySelectorAll('#items > li')].map(row => Number(row.dataset.seq))");
        seqs.ShouldBe(Enumerable.Range(0, 350).Select(distance => last.Seq - distance));
    }

    [Fact]
    public async Task A_page_says_when_the_site_lost_the_stream_and_catches_up()
    {
        await using var visitor = await chromium.VisitAsync(site.Web.Address);
        await site.Upstream.StopAsync();
        await visitor.ShouldBeAsync("reconnecting");
        var item = site.Log.Add("in the dark");
        await site.Upstream.StartAsync();
        await visitor.ShouldBeAsync("live");
        await Expect(visitor.Row(item.Id)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_page_that_loses_the_site_comes_back_by_itself_and_misses_nothing()
    {
        await using var visitor = await chromium.VisitAsync(site.Web.Address);
        await visitor.EditAsync(site.Log.Add("being edited").Id);
        var typed = visitor.Page.Locator(".editing textarea").First;
        await typed.FillAsync("typed before the site went away");
        await site.Web.KillAsync();
        await visitor.ShouldBeAsync("reconnecting");
        var item = site.Log.Add("while the site was away");
        await site.Web.StartAsync();
        await visitor.ShouldBeAsync("live");
        await Expect(visitor.Row(item.Id)).ToBeVisibleAsync();
        await Expect(typed).ToHaveValueAsync("typed before the site went away");
    }

    [Fact]
    public async Task A_page_that_missed_too_much_reads_its_list_anew_and_keeps_what_is_being_typed()
    {
        var edited = site.Log.Add("edited the whole time");
        await using var visitor = await chromium.VisitAsync(site.Web.Address);
        await visitor.EditAsync(edited.Id);
        await visitor.TextField(edited.Id).FillAsync("half a thou");
        var gone = site.Log.Add("will be gone");
        await Expect(visitor.Row(gone.Id)).ToBeVisibleAsync();
        await site.Upstream.StopAsync();
        site.Log.Delete(gone.Id);
        var item = site.Log.Add("never streamed");
        site.Upstream.Gateway.IsPositionGone = true;
        await site.Upstream.StartAsync();
        await Expect(visitor.Row(item.Id)).ToBeVisibleAsync();
        await Expect(visitor.Row(gone.Id)).ToHaveCountAsync(0);
        await Expect(visitor.TextField(edited.Id)).ToHaveValueAsync("half a thou");
        await Expect(visitor.TextField(edited.Id)).ToBeFocusedAsync();
        await visitor.Page.Keyboard.TypeAsync("ght");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Row(edited.Id).Locator(".text")).ToHaveTextAsync("half a thought");
    }

    [Fact]
    public async Task A_stream_that_cannot_be_opened_at_first_is_opened_later()
    {
        await using var visitor = await chromium.VisitAsync(site.Web.Address);
        var refusals = 0;
        await visitor.Page.RouteAsync("**/live*", route => ++refusals <= 2 ? route.FulfillAsync(new() { Status = 502, Body = "no" }) : route.ContinueAsync());
        await visitor.GoAsync("/");
        refusals.ShouldBeGreaterThan(2);
        var item = site.Log.Add("after two refusals");
        await Expect(visitor.Row(item.Id)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_page_asks_for_the_list_once_however_much_changes()
    {
        await using var visitor = await chromium.VisitAsync(site.Web.Address);
        var asked = 0;
        visitor.Page.Request += (_, _) => asked++;
        for (var number = 0; number < 50; number++)
        {
            site.Log.Add($"no request for {number}");
        }

        await Expect(visitor.Rows("no request for 49")).ToHaveCountAsync(1);
        asked.ShouldBe(0);
    }

    [Fact]
    public async Task A_form_that_cannot_be_sent_keeps_what_was_typed()
    {
        await using var visitor = await chromium.VisitAsync(site.Web.Address);
        await visitor.NewText.FillAsync("still here");
        await site.Upstream.StopAsync();
        try
        {
            await visitor.AddButton.ClickAsync();
            await Expect(visitor.Page.Locator("#add .error")).ToContainTextAsync("try again");
            await Expect(visitor.NewText).ToHaveValueAsync("still here");
        }
        finally
        {
            await site.Upstream.StartAsync();
        }

        await Eventually.Async(async () =>
        {
            await visitor.AddButton.ClickAsync();
            return await visitor.Notice.TextContentAsync() == "Added.";
        });
        await Expect(visitor.Rows("still here")).ToHaveCountAsync(1);
    }
}
