using System.Text.Json;
using Items.Web.Tests.Upstream;
using static Microsoft.Playwright.Assertions;

namespace Items.Web.Tests.Browser;

/// <summary>axe-core finds nothing to complain about, in every state of the page, light and dark, desktop and phone.</summary>
public sealed class AccessibilityTests(ScriptedSite site, Chromium chromium) : IClassFixture<ScriptedSite>
{
    private static readonly string Axe = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "axe.min.js"));

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Every_state_of_the_page_is_accessible(bool phone, bool dark)
    {
        var edited = site.Log.Add("to be edited", "{\"colour\":\"blue\",\"nested\":{\"a\":[1,2]}}");
        var changed = site.Log.Add("to be changed");
        var deleted = site.Log.Add("to be deleted");
        site.Log.Delete(site.Log.Add("deleted already").Id);
        await using var visitor = await chromium.VisitAsync(site.Web.Address, phone: phone, dark: dark);
        await ShouldBeAccessibleAsync(visitor, "the list");

        await visitor.EditAsync(edited.Id);
        await visitor.AskDeleteAsync(deleted.Id);
        await Expect(visitor.Button(deleted.Id, "Delete")).ToBeVisibleAsync();
        await visitor.EditAsync(changed.Id);
        await visitor.TextField(changed.Id).FillAsync("mine");
        site.Log.Change(changed.Id, "theirs");
        await Expect(visitor.Row(changed.Id)).ToContainTextAsync("theirs");
        await visitor.NewText.FillAsync(new string('x', 1_001));
        await visitor.AddButton.ClickAsync();
        await Expect(visitor.Page.Locator("#add-text-error")).ToBeVisibleAsync();
        await ShouldBeAccessibleAsync(visitor, "forms and errors");

        await visitor.GoAsync("/?q=nothing-like-this");
        await ShouldBeAccessibleAsync(visitor, "no results");
        await visitor.Page.GotoAsync("/there/is/nothing/here");
        await ShouldBeAccessibleAsync(visitor, "not found");
    }

    [Fact]
    public async Task Nothing_is_wider_than_a_phone()
    {
        var item = site.Log.Add(new string('W', 400), $"{{\"{new string('n', 100)}\":\"{new string('v', 300)}\"}}");
        await using var visitor = await chromium.VisitAsync(site.Web.Address, phone: true);
        await visitor.EditAsync(site.Log.Add("edited").Id);
        await Expect(visitor.Row(item.Id)).ToBeVisibleAsync();
        (await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390);
    }

    [Fact]
    public async Task The_connection_and_what_was_done_are_announced()
    {
        await using var visitor = await chromium.VisitAsync(site.Web.Address);
        await Expect(visitor.Page.Locator("#connection-text")).ToHaveRoleAsync(Microsoft.Playwright.AriaRole.Status);
        await Expect(visitor.Page.Locator("#connection-text")).ToHaveTextAsync("Live");
        await Expect(visitor.Notice).ToHaveRoleAsync(Microsoft.Playwright.AriaRole.Status);
    }

    [Fact]
    public async Task The_first_key_leads_to_the_content()
    {
        await using var visitor = await chromium.VisitAsync(site.Web.Address);
        await visitor.Page.Keyboard.PressAsync("Tab");
        await Expect(visitor.Page.Locator(".skip")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.Page.Keyboard.PressAsync("Tab");
        await Expect(visitor.NewText).ToBeFocusedAsync();
    }

    private static async Task ShouldBeAccessibleAsync(Visitor visitor, string state)
    {
        await visitor.Page.EvaluateAsync(Axe);
        var result = await visitor.Page.EvaluateAsync<JsonElement>("axe.run(document, { resultTypes: ['violations'] }).then(result => result.violations.map(v => `${v.id}: ${v.nodes.map(n => n.html).join(' ')}`))");
        result.EnumerateArray().Select(violation => violation.GetString()).ShouldBeEmpty(state);
    }
}
