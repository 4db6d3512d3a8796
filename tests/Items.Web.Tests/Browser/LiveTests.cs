using static Microsoft.Playwright.Assertions;

namespace Items.Web.Tests.Browser;

/// <summary>What others do, seen without reloading.</summary>
[Collection(RealSite.OneList)]
public sealed class LiveTests(RealSite site, Chromium chromium)
{
    [Fact]
    public async Task An_item_added_in_one_browser_appears_in_another()
    {
        var word = SomebodyElse.Word();
        await using var one = await chromium.VisitAsync(site.Address);
        await using var other = await chromium.VisitAsync(site.Address);
        await one.NewText.FillAsync($"{word} from one");
        await one.AddButton.ClickAsync();
        await Expect(other.Rows(word)).ToHaveCountAsync(1);
        await Expect(one.Rows(word)).ToHaveCountAsync(1);
        await Expect(one.NewText).ToHaveValueAsync("");
        await Expect(one.Notice).ToHaveTextAsync("Added.");
        await Expect(other.Page.Locator("#feed > li").First).ToContainTextAsync(word);
    }

    [Fact]
    public async Task A_change_and_a_deletion_from_anywhere_are_shown()
    {
        var word = SomebodyElse.Word();
        var item = await site.Client.AddsAsync($"{word} old");
        await using var visitor = await chromium.VisitAsync(site.Address);
        await site.Client.ChangesAsync(item.Id, $"{word} new", new { colour = "blue" });
        await Expect(visitor.Row(item.Id)).ToContainTextAsync($"{word} new");
        await Expect(visitor.Row(item.Id).Locator(".chips")).ToContainTextAsync("blue");
        await site.Client.DeletesAsync(item.Id);
        await Expect(visitor.Row(item.Id)).ToHaveCountAsync(0);
        await Expect(visitor.Page.Locator("#feed > li", new() { HasText = $"{word} new" }).First).ToContainTextAsync("Deleted");
    }

    [Fact]
    public async Task Nothing_is_lost_between_rendering_and_connecting()
    {
        var word = SomebodyElse.Word();
        await using var visitor = await chromium.VisitAsync(site.Address);
        await visitor.Page.RouteAsync("**/live?*", async route =>
        {
            await site.Client.AddsAsync($"{word} in between");
            await route.ContinueAsync();
        });
        await visitor.Page.ReloadAsync();
        await Expect(visitor.Rows(word)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_search_shows_only_what_matches_also_live()
    {
        var word = SomebodyElse.Word();
        await using var visitor = await chromium.VisitAsync(site.Address, $"/?q={word}");
        await Expect(visitor.Page.GetByText($"Nothing matches “{word}”")).ToBeVisibleAsync();
        await site.Client.AddsAsync($"{word.ToUpperInvariant()} matches");
        var other = await site.Client.AddsAsync("Something else");
        await Expect(visitor.Rows("matches")).ToHaveCountAsync(1);
        await Expect(visitor.Page.Locator("#feed")).ToContainTextAsync("Something else");
        await Expect(visitor.Row(other.Id)).ToHaveCountAsync(0);
        await site.Client.ChangesAsync(other.Id, $"{word} by now");
        await Expect(visitor.Row(other.Id)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_older_page_is_not_disturbed_by_new_items()
    {
        var word = SomebodyElse.Word();
        var items = new List<Guid>();
        for (var number = 0; number < 55; number++)
        {
            items.Add((await site.Client.AddsAsync($"{word} {number}")).Id);
        }

        await using var visitor = await chromium.VisitAsync(site.Address, $"/?q={word}");
        var next = await visitor.Page.Locator("#more a").GetAttributeAsync("href");
        await visitor.GoAsync(next!);
        await Expect(visitor.Rows(word)).ToHaveCountAsync(5);
        await site.Client.AddsAsync($"{word} newest");
        await site.Client.ChangesAsync(items[0], $"{word} changed");
        await Expect(visitor.Row(items[0])).ToContainTextAsync("changed");
        await Expect(visitor.Rows(word)).ToHaveCountAsync(5);
    }

    [Fact]
    public async Task A_repeated_or_older_state_never_replaces_a_newer_row()
    {
        var item = await site.Client.AddsAsync($"{SomebodyElse.Word()} true");
        await using var visitor = await chromium.VisitAsync(site.Address);
        foreach (var seq in new[] { item.Seq, item.Seq - 1 })
        {
            await visitor.Page.EvaluateAsync(
                "([id, seq]) => htmx.swap({ text: `<li id='i-${id}' class='item' data-seq='${seq}' data-at='2000-01-01'><p class='text'>false</p></li>`, target: '#items', swap: 'merge', sourceElement: document.body })",
                new object[] { item.Id, seq });
        }

        await Expect(visitor.Row(item.Id)).ToHaveCountAsync(1);
        await Expect(visitor.Row(item.Id)).ToContainTextAsync("true");
    }
}
