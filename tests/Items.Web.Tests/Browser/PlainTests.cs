using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Items.Web.Tests.Browser;

/// <summary>The same page with JavaScript off: links, forms, whole pages.</summary>
[Collection(RealSite.OneList)]
public sealed class PlainTests(RealSite site, Chromium chromium)
{
    [Fact]
    public async Task An_item_is_added_changed_and_deleted()
    {
        var word = SomebodyElse.Word();
        await using var visitor = await chromium.VisitAsync(site.Address, javaScript: false);
        await visitor.NewText.FillAsync($"{word} plain");
        await visitor.AddButton.ClickAsync();
        await Expect(visitor.Notice).ToHaveTextAsync("Added.");
        await Expect(visitor.Rows(word)).ToHaveCountAsync(1);
        var id = (await site.Client.SearchesAsync(word)).ShouldHaveSingleItem().Id;

        await visitor.EditAsync(id);
        await Expect(visitor.TextField(id)).ToHaveValueAsync($"{word} plain");
        await visitor.TextField(id).FillAsync($"{word} changed");
        await visitor.Button(id, "Save").ClickAsync();
        await Expect(visitor.Notice).ToHaveTextAsync("Saved.");
        await Expect(visitor.Row(id).Locator(".text")).ToHaveTextAsync($"{word} changed");

        await visitor.AskDeleteAsync(id);
        await visitor.Button(id, "Delete").ClickAsync();
        await Expect(visitor.Notice).ToHaveTextAsync("Deleted.");
        (await site.Client.FindsAsync(id)).ShouldBeNull();
    }

    [Fact]
    public async Task Reloading_after_adding_adds_nothing()
    {
        var word = SomebodyElse.Word();
        await using var visitor = await chromium.VisitAsync(site.Address, javaScript: false);
        await visitor.NewText.FillAsync(word);
        await visitor.AddButton.ClickAsync();
        await visitor.Page.ReloadAsync();
        await visitor.Page.GoBackAsync();
        await visitor.AddButton.ClickAsync();
        await Expect(visitor.Page.Locator("#main")).ToBeVisibleAsync();
        (await site.Client.SearchesAsync(word)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Pages_and_searches_are_links_and_forms()
    {
        var word = SomebodyElse.Word();
        for (var number = 0; number < 60; number++)
        {
            await site.Client.AddsAsync($"{word} {number:00}");
        }

        await using var visitor = await chromium.VisitAsync(site.Address, javaScript: false);
        await visitor.Search.FillAsync(word);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Expect(visitor.Rows(word)).ToHaveCountAsync(50);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Show older items" }).ClickAsync();
        await Expect(visitor.Rows(word)).ToHaveCountAsync(10);
        var last = (await site.Client.SearchesAsync($"{word} 00")).Single();

        await visitor.EditAsync(last.Id);
        await visitor.TextField(last.Id).FillAsync($"{word} on the second page");
        await visitor.Button(last.Id, "Save").ClickAsync();
        await Expect(visitor.Rows(word)).ToHaveCountAsync(10);
        await Expect(visitor.Row(last.Id)).ToContainTextAsync("on the second page");
        await visitor.Page.GetByText("Back to the newest items").ClickAsync();
        await Expect(visitor.Rows(word)).ToHaveCountAsync(50);
    }

    [Fact]
    public async Task What_was_refused_stays_in_the_form_with_the_reason()
    {
        await using var visitor = await chromium.VisitAsync(site.Address, javaScript: false);
        await visitor.NewText.FillAsync("with bad attributes");
        await visitor.Page.GetByText("Attributes", new() { Exact = true }).ClickAsync();
        await visitor.Page.Locator("#add-attributes").FillAsync("colour: blue");
        var answer = await visitor.Page.RunAndWaitForResponseAsync(() => visitor.AddButton.ClickAsync(), response => response.Request.Method == "POST");
        answer.Status.ShouldBe(400);
        await Expect(visitor.Page.Locator("#add-attributes-error")).ToContainTextAsync("This is not JSON");
        await Expect(visitor.Page.Locator("#add-attributes")).ToHaveValueAsync("colour: blue");
        await Expect(visitor.NewText).ToHaveValueAsync("with bad attributes");
    }

    [Fact]
    public async Task A_conflict_shows_both_and_keeps_what_was_typed()
    {
        var word = SomebodyElse.Word();
        var item = await site.Client.AddsAsync($"{word} original");
        await using var visitor = await chromium.VisitAsync(site.Address, $"/?q={word}", javaScript: false);
        await visitor.EditAsync(item.Id);
        await site.Client.ChangesAsync(item.Id, $"{word} theirs");
        await visitor.TextField(item.Id).FillAsync($"{word} mine");
        var answer = await visitor.Page.RunAndWaitForResponseAsync(() => visitor.Button(item.Id, "Save").ClickAsync(), response => response.Request.Method == "POST");
        answer.Status.ShouldBe(412);
        await Expect(visitor.Row(item.Id).Locator("[data-changed]")).ToContainTextAsync($"{word} theirs");
        await Expect(visitor.TextField(item.Id)).ToHaveValueAsync($"{word} mine");
        await visitor.Button(item.Id, "Save anyway").ClickAsync();
        await Expect(visitor.Row(item.Id).Locator(".text")).ToHaveTextAsync($"{word} mine");
    }
}
