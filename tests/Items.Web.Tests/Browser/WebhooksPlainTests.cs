using Items.Web.Tests.Upstream;
using static Microsoft.Playwright.Assertions;

namespace Items.Web.Tests.Browser;

/// <summary>The page of webhooks with JavaScript off: links, forms, whole pages.</summary>
public sealed class WebhooksPlainTests(ScriptedSite site, Chromium chromium) : IClassFixture<ScriptedSite>
{
    [Fact]
    public async Task A_webhook_is_added_and_sending_the_form_again_adds_none_and_shows_no_secret()
    {
        await using var visitor = await VisitAsync();
        await visitor.FillNewWebhookAsync("https://plainly-added.example/");
        await visitor.SendNewWebhookAsync();
        await Expect(visitor.Secret()).ToBeVisibleAsync();
        (await visitor.Secret().TextContentAsync()).ShouldBe(site.Webhooks.LastSecret);
        await Expect(visitor.Page.Locator("[data-copy]")).ToBeHiddenAsync();
        await visitor.Page.ReloadAsync();
        await Expect(visitor.Secret()).ToHaveCountAsync(0);
        await Expect(visitor.Page.Locator("#add-webhook .error")).ToContainTextAsync("Your earlier attempt was saved after all");
        await Expect(visitor.Page.Locator(".webhook", new() { HasText = "https://plainly-added.example/" })).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task What_was_refused_stays_in_the_form_with_the_reason()
    {
        await using var visitor = await VisitAsync();
        await visitor.FillNewWebhookAsync("http://refused.example/", "kept");
        foreach (var type in new[] { "item.created", "item.updated", "item.deleted" })
        {
            await visitor.Page.GetByLabel(type).UncheckAsync();
        }

        var answer = await visitor.Page.RunAndWaitForResponseAsync(visitor.SendNewWebhookAsync, response => response.Request.Method == "POST");
        answer.Status.ShouldBe(400);
        await Expect(visitor.Page.Locator("#hook-url-error")).ToBeVisibleAsync();
        await Expect(visitor.Page.Locator("#hook-types-error")).ToContainTextAsync("at least one");
        await Expect(visitor.Page.Locator("#hook-url")).ToHaveValueAsync("http://refused.example/");
        await Expect(visitor.Page.Locator("#hook-description")).ToHaveValueAsync("kept");
        await Expect(visitor.Page.GetByLabel("item.created")).Not.ToBeCheckedAsync();
    }

    [Fact]
    public async Task Everything_that_can_be_done_with_one_is_done()
    {
        var first = site.Log.Add("the first");
        site.Log.Delete(first.Id);
        var id = site.Webhooks.Add("https://plain.example/").Id;
        await using var visitor = await VisitAsync();

        await visitor.Doing(id, "test").ClickAsync();
        await Expect(visitor.Notice).ToContainTextAsync("A test was asked for.");
        await Expect(visitor.Attempts(id)).ToContainTextAsync("Waiting for a Worker");

        await visitor.Doing(id, "disable").ClickAsync();
        await Expect(visitor.Notice).ToContainTextAsync("Disabled.");
        await visitor.OpenAttemptsAsync(id);
        await visitor.Webhook(id).GetByText("Read them").ClickAsync();
        await Expect(visitor.Attempts(id)).ToContainTextAsync("Waiting for a Worker");
        await visitor.Doing(id, "resume").ClickAsync();
        await Expect(visitor.Webhook(id).Locator(".facts .state")).ToHaveTextAsync("Active");

        await visitor.Doing(id, "replay").ClickAsync();
        await visitor.Position(id).FillAsync("9999");
        await visitor.Reply(id, "Replay").ClickAsync();
        await Expect(visitor.Webhook(id).Locator("small.error")).ToContainTextAsync("ahead of the log's head");
        await Expect(visitor.Position(id)).ToHaveValueAsync("9999");
        await visitor.Reply(id, "From the beginning").ClickAsync();
        await Expect(visitor.Webhook(id)).ToContainTextAsync("after event 0");

        await visitor.Doing(id, "rotate").ClickAsync();
        await visitor.Reply(id, "Rotate").ClickAsync();
        await Expect(visitor.Secret()).ToBeVisibleAsync();
        var secret = await visitor.Secret().TextContentAsync();
        site.Webhooks.LastSecret.ShouldBe(secret);
        await visitor.Page.ReloadAsync();
        await Expect(visitor.Secret()).ToHaveCountAsync(0);
        site.Webhooks.LastSecret.ShouldBe(secret, "sending the form again makes no third secret");

        await visitor.Page.GotoAsync(WebhookVisitor.Path);
        await visitor.Doing(id, "delete").ClickAsync();
        await visitor.Reply(id, "Keep").ClickAsync();
        await visitor.Doing(id, "delete").ClickAsync();
        await visitor.Reply(id, "Delete").ClickAsync();
        await Expect(visitor.Notice).ToHaveTextAsync("Deleted.");
        await Expect(visitor.Webhook(id)).ToHaveCountAsync(0);
    }

    private Task<Visitor> VisitAsync() => chromium.VisitAsync(site.Web.Address, WebhookVisitor.Path, javaScript: false);
}
