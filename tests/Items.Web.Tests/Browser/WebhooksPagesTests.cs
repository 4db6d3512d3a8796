using Items.Contracts.Webhooks;
using Items.Web.Tests.Upstream;
using static Microsoft.Playwright.Assertions;

namespace Items.Web.Tests.Browser;

/// <summary>More webhooks than a page shows.</summary>
public sealed class WebhooksPagesTests(ScriptedSite site, Chromium chromium) : IClassFixture<ScriptedSite>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Many_webhooks_are_on_several_pages_and_what_is_done_stays_on_its_page(bool javaScript)
    {
        site.Webhooks.Clear();
        for (var number = 0; number < 55; number++)
        {
            site.Webhooks.Add($"https://many.example/{number}");
        }

        var last = site.Webhooks.Add("https://many.example/last");
        await using var visitor = await chromium.VisitAsync(site.Web.Address, WebhookVisitor.Path, javaScript);
        await Expect(visitor.Webhook(last.Id)).ToHaveCountAsync(0);
        await visitor.Page.GetByText("Further webhooks").ClickAsync();
        await visitor.Doing(last.Id, "disable").ClickAsync();
        await Expect(visitor.Webhook(last.Id).Locator(".facts .state")).ToHaveTextAsync("Disabled");
        site.Webhooks.Find(last.Id)!.StateReason.ShouldBe(WebhookStateReasons.Requested);
        await visitor.Page.GetByText("To the first webhooks").ClickAsync();
        await Expect(visitor.Webhook(last.Id)).ToHaveCountAsync(0);
    }
}
