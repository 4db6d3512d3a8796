using Items.Web.Tests.Upstream;
using static Microsoft.Playwright.Assertions;

namespace Items.Web.Tests.Browser;

public sealed class EmptyTests(ScriptedSite site, Chromium chromium) : IClassFixture<ScriptedSite>
{
    [Fact]
    public async Task An_empty_list_says_so_until_the_first_item_comes_and_after_the_last_is_gone()
    {
        await using var visitor = await chromium.VisitAsync(site.Web.Address);
        var nothing = visitor.Page.GetByText("Nothing here yet");
        await Expect(nothing).ToBeVisibleAsync();
        var item = site.Log.Add("the first");
        await Expect(visitor.Row(item.Id)).ToBeVisibleAsync();
        await Expect(nothing).ToBeHiddenAsync();
        site.Log.Delete(item.Id);
        await Expect(nothing).ToBeVisibleAsync();
    }
}
