using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Items.Web.Tests.Browser;

/// <summary>Changing and deleting in place, alone and against others.</summary>
[Collection(RealSite.OneList)]
public sealed class EditingTests(RealSite site, Chromium chromium)
{
    [Fact]
    public async Task An_item_is_edited_in_place_with_the_keyboard_alone()
    {
        var item = await site.Client.AddsAsync($"{SomebodyElse.Word()} before");
        await using var visitor = await chromium.VisitAsync(site.Address);
        await visitor.Row(item.Id).GetByText("Edit", new() { Exact = true }).FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.TextField(item.Id)).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Control+A");
        await visitor.Page.Keyboard.TypeAsync("after");
        await visitor.Page.Keyboard.PressAsync("Shift+Enter");
        await visitor.Page.Keyboard.TypeAsync("all");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Row(item.Id).Locator(".text")).ToHaveTextAsync("after\nall");
        await Expect(visitor.Notice).ToHaveTextAsync("Saved.");
        await Expect(visitor.Row(item.Id).GetByText("Edit", new() { Exact = true })).ToBeFocusedAsync();
        (await site.Client.FindsAsync(item.Id))!.Text.ShouldBe("after\nall");
    }

    [Fact]
    public async Task Escape_leaves_the_form_and_the_item_as_it_was()
    {
        var item = await site.Client.AddsAsync($"{SomebodyElse.Word()} as it was");
        await using var visitor = await chromium.VisitAsync(site.Address);
        await visitor.EditAsync(item.Id);
        await visitor.TextField(item.Id).FillAsync("something else");
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(visitor.Row(item.Id).Locator(".text")).ToContainTextAsync("as it was");
        await Expect(visitor.Row(item.Id).GetByText("Edit", new() { Exact = true })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Attributes_are_edited_as_JSON_and_what_is_wrong_is_said_beside_them()
    {
        var item = await site.Client.AddsAsync(SomebodyElse.Word(), new { colour = "blue" });
        await using var visitor = await chromium.VisitAsync(site.Address);
        await visitor.EditAsync(item.Id);
        var attributes = visitor.Row(item.Id).GetByLabel("Attributes, a JSON object");
        await Expect(attributes).ToHaveValueAsync("{\n  \"colour\": \"blue\"\n}");
        await attributes.FillAsync("{\"colour\": }");
        await visitor.Button(item.Id, "Save").ClickAsync();
        await Expect(visitor.Row(item.Id).Locator("small.error")).ToContainTextAsync("This is not JSON");
        await Expect(attributes).ToHaveValueAsync("{\"colour\": }");
        await attributes.FillAsync("[1]");
        await visitor.Button(item.Id, "Save").ClickAsync();
        await Expect(visitor.Row(item.Id).Locator("small.error")).Not.ToContainTextAsync("This is not JSON");
        await Expect(attributes).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(attributes).ToHaveValueAsync("[1]");
        await attributes.FillAsync("{\"colour\": \"red\", \"size\": 3}");
        await visitor.Button(item.Id, "Save").ClickAsync();
        await Expect(visitor.Row(item.Id).Locator(".chips")).ToContainTextAsync("red");
    }

    [Fact]
    public async Task What_others_change_meanwhile_is_shown_and_what_was_typed_stays()
    {
        var word = SomebodyElse.Word();
        var item = await site.Client.AddsAsync($"{word} original");
        await using var visitor = await chromium.VisitAsync(site.Address);
        await visitor.EditAsync(item.Id);
        await visitor.TextField(item.Id).FillAsync($"{word} mine");
        await site.Client.ChangesAsync(item.Id, $"{word} theirs");
        await Expect(visitor.Row(item.Id).Locator("[data-changed]")).ToContainTextAsync($"{word} theirs");
        await Expect(visitor.TextField(item.Id)).ToHaveValueAsync($"{word} mine");

        await visitor.Button(item.Id, "Save").ClickAsync();
        await Expect(visitor.Button(item.Id, "Save anyway")).ToBeVisibleAsync();
        await Expect(visitor.Row(item.Id).Locator("[data-changed]")).ToContainTextAsync($"{word} theirs");
        await Expect(visitor.TextField(item.Id)).ToHaveValueAsync($"{word} mine");
        (await site.Client.FindsAsync(item.Id))!.Text.ShouldBe($"{word} theirs");

        await visitor.Button(item.Id, "Save anyway").ClickAsync();
        await Expect(visitor.Row(item.Id).Locator(".text")).ToHaveTextAsync($"{word} mine");
    }

    [Fact]
    public async Task What_was_typed_into_an_item_that_others_deleted_can_become_a_new_one()
    {
        var word = SomebodyElse.Word();
        var item = await site.Client.AddsAsync($"{word} original");
        await using var visitor = await chromium.VisitAsync(site.Address);
        await visitor.EditAsync(item.Id);
        await visitor.TextField(item.Id).FillAsync($"{word} rescued");
        await site.Client.DeletesAsync(item.Id);
        await Expect(visitor.Row(item.Id).Locator("[data-changed]")).ToContainTextAsync("deleted");
        await visitor.Button(item.Id, "Save").ClickAsync();
        await visitor.Button(item.Id, "Add as a new item").ClickAsync();
        await Expect(visitor.Row(item.Id)).ToHaveCountAsync(0);
        await Expect(visitor.Page.Locator("#items .text", new() { HasText = $"{word} rescued" })).ToHaveCountAsync(1);
        (await site.Client.SearchesAsync(word)).ShouldHaveSingleItem().Text.ShouldBe($"{word} rescued");
    }

    [Fact]
    public async Task An_item_is_deleted_after_a_question_and_the_focus_goes_on()
    {
        var word = SomebodyElse.Word();
        var next = await site.Client.AddsAsync($"{word} next");
        var item = await site.Client.AddsAsync($"{word} goes");
        await using var visitor = await chromium.VisitAsync(site.Address, $"/?q={word}");
        await visitor.AskDeleteAsync(item.Id);
        await Expect(visitor.Button(item.Id, "Delete")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(visitor.Page.Locator(".deleting")).ToHaveCountAsync(0);
        await Expect(visitor.Row(item.Id).GetByText("Edit", new() { Exact = true })).ToBeFocusedAsync();
        await visitor.AskDeleteAsync(item.Id);
        await Expect(visitor.Button(item.Id, "Delete")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Row(item.Id)).ToHaveCountAsync(0);
        await Expect(visitor.Notice).ToHaveTextAsync("Deleted.");
        await Expect(visitor.Row(next.Id).GetByText("Edit", new() { Exact = true })).ToBeFocusedAsync();
        (await site.Client.FindsAsync(item.Id)).ShouldBeNull();
    }

    [Fact]
    public async Task An_item_that_changed_after_the_question_is_not_deleted_unseen()
    {
        var word = SomebodyElse.Word();
        var item = await site.Client.AddsAsync($"{word} harmless");
        await using var visitor = await chromium.VisitAsync(site.Address);
        await visitor.AskDeleteAsync(item.Id);
        await site.Client.ChangesAsync(item.Id, $"{word} important");
        await Expect(visitor.Row(item.Id).Locator("[data-changed]")).ToContainTextAsync("important");
        await visitor.Button(item.Id, "Delete").ClickAsync();
        await Expect(visitor.Row(item.Id).Locator(".text")).ToHaveTextAsync($"{word} important");
        (await site.Client.FindsAsync(item.Id)).ShouldNotBeNull();
        await visitor.Button(item.Id, "Delete").ClickAsync();
        await Expect(visitor.Row(item.Id)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_refused_new_item_keeps_what_was_typed_and_says_why_beside_it()
    {
        await using var visitor = await chromium.VisitAsync(site.Address);
        var tooLong = new string('x', 1_500);
        await visitor.NewText.FillAsync(tooLong);
        await visitor.AddButton.ClickAsync();
        await Expect(visitor.Page.Locator("#add-text-error")).ToContainTextAsync("1");
        await Expect(visitor.NewText).ToHaveValueAsync(tooLong);
        await Expect(visitor.NewText).ToHaveAttributeAsync("aria-invalid", "true");
    }

    [Fact]
    public async Task Searching_narrows_the_list_while_typing_and_keeps_the_address()
    {
        var word = SomebodyElse.Word();
        var item = await site.Client.AddsAsync($"{word} found");
        await using var visitor = await chromium.VisitAsync(site.Address);
        await visitor.Search.PressSequentiallyAsync(word);
        await Expect(visitor.Page.Locator("#items > li")).ToHaveCountAsync(1);
        await Expect(visitor.Row(item.Id)).ToBeVisibleAsync();
        await Expect(visitor.Page).ToHaveURLAsync(new Uri(site.Address, $"/?q={word}").ToString());
        await Expect(visitor.Search).ToBeFocusedAsync();
        await visitor.Page.ReloadAsync();
        await Expect(visitor.Page.Locator("#items > li")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Pages_follow_one_another_without_hole_or_repetition_while_items_come()
    {
        var word = SomebodyElse.Word();
        for (var number = 0; number < 120; number++)
        {
            await site.Client.AddsAsync($"{word} {number:000}");
        }

        await using var visitor = await chromium.VisitAsync(site.Address, $"/?q={word}");
        var more = visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Show older items" });
        await more.ClickAsync();
        await Expect(visitor.Page.Locator("#items > li")).ToHaveCountAsync(100);
        await site.Client.AddsAsync($"{word} 120");
        await more.ClickAsync();
        await Expect(visitor.Page.Locator("#items > li")).ToHaveCountAsync(121);
        await Expect(more).ToHaveCountAsync(0);
        var texts = await visitor.Page.Locator("#items .text").AllTextContentsAsync();
        texts.ShouldBe(Enumerable.Range(0, 121).Select(number => $"{word} {number:000}").Reverse());
    }
}
