using Items.Web.Tests.Upstream;
using static Microsoft.Playwright.Assertions;

namespace Items.Web.Tests.Browser;

/// <summary>Webhooks are written by anybody, and what endpoints answer by anybody else. Whatever they say is text.</summary>
public sealed class WebhooksHostileTests(ScriptedSite site, Chromium chromium) : IClassFixture<ScriptedSite>
{
    [Theory]
    [MemberData(nameof(HostileTests.Texts), MemberType = typeof(HostileTests))]
    public async Task What_a_webhook_and_its_endpoint_say_is_shown_as_it_is(string text)
    {
        await using var visitor = await chromium.VisitAsync(site.Web.Address, WebhookVisitor.Path);
        var webhook = site.Webhooks.Add($"https://hostile.example/{text}", plain => plain with { Description = text, State = text, StateReason = text, Types = [text] });
        site.Webhooks.Attempt(webhook.Id, attempt => attempt with { Outcome = text, Response = text, Error = text, First = text });
        var row = visitor.Webhook(webhook.Id);
        await Expect(row).ToBeVisibleAsync();
        await visitor.OpenAttemptsAsync(webhook.Id);
        await ShouldShowAsync("as the page follows");

        await visitor.Page.GotoAsync($"{WebhookVisitor.Path}?open={webhook.Id}");
        await ShouldShowAsync("on the page");
        await visitor.Doing(webhook.Id, "delete").ClickAsync();
        await Expect(visitor.Reply(webhook.Id, "Delete")).ToBeVisibleAsync();
        await ShouldShowAsync("in an answer");
        (await visitor.Page.TitleAsync()).ShouldBe("Webhooks – Items");
        site.Webhooks.Remove(webhook.Id);

        async Task ShouldShowAsync(string where)
        {
            await Expect(visitor.Attempts(webhook.Id)).ToHaveCountAsync(1);
            (await row.Locator(".facts .url").TextContentAsync()).ShouldBe($"https://hostile.example/{text}", where);
            (await row.Locator(".facts .text").TextContentAsync()).ShouldBe(text, where);
            (await visitor.Attempts(webhook.Id).Locator("pre").TextContentAsync()).ShouldBe(text, where);
            (await visitor.Attempts(webhook.Id).Locator(".why").TextContentAsync()).ShouldBe(text, where);
            (await visitor.Attempts(webhook.Id).GetAttributeAsync("data-outcome")).ShouldBe(text, where);
        }
    }

    [Fact]
    public async Task A_secret_is_of_an_URL_that_is_text()
    {
        await using var visitor = await chromium.VisitAsync(site.Web.Address, WebhookVisitor.Path);
        const string Url = "https://hostile.example/<img src=x onerror=\"document.title='taken'\">";
        await visitor.FillNewWebhookAsync(Url);
        await visitor.SendNewWebhookAsync();
        await Expect(visitor.Page.Locator("#secret .url")).ToHaveTextAsync(Url);
        (await visitor.Page.TitleAsync()).ShouldBe("Webhooks – Items");
    }
}
