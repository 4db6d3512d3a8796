using System.Net.Http.Json;
using Items.Contracts;
using Items.Contracts.Webhooks;
using static Microsoft.Playwright.Assertions;

namespace Items.Web.Tests.Browser;

/// <summary>The page of webhooks before the real Api, with and without JavaScript.</summary>
[Collection(RealSite.OneList)]
public sealed class WebhooksApiTests(RealSite site, Chromium chromium)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Everything_that_the_page_asks_of_the_Api_is_understood_there(bool javaScript)
    {
        var item = await site.Client.AddsAsync(SomebodyElse.Word());
        var url = $"https://hooks.example/{SomebodyElse.Word()}";
        await using var visitor = await chromium.VisitAsync(site.Address, WebhookVisitor.Path, javaScript);
        var id = await AddAsync(visitor, url);

        await visitor.Doing(id, "test").ClickAsync();
        await Expect(visitor.Attempts(id)).ToContainTextAsync("test");
        await visitor.Doing(id, "disable").ClickAsync();
        await Expect(visitor.Webhook(id)).ToContainTextAsync("Somebody disabled it.");
        await visitor.Doing(id, "replay").ClickAsync();
        await visitor.Position(id).FillAsync("999999999");
        await visitor.Reply(id, "Replay").ClickAsync();
        await Expect(visitor.Webhook(id).Locator("small.error")).ToContainTextAsync("ahead of the log's head");
        await visitor.Position(id).FillAsync("nowhere");
        await visitor.Reply(id, "Replay").ClickAsync();
        await Expect(visitor.Webhook(id).Locator("small.error")).ToContainTextAsync("sequence number");
        await visitor.Reply(id, "From the beginning").ClickAsync();
        await Expect(visitor.Webhook(id)).ToContainTextAsync("after event 0");
        (await FindAsync(id))!.LagEvents.ShouldBeGreaterThanOrEqualTo(item.Seq);
        await visitor.Doing(id, "resume").ClickAsync();
        await Expect(visitor.Doing(id, "disable")).ToBeVisibleAsync();

        await visitor.Doing(id, "rotate").ClickAsync();
        await visitor.Reply(id, "Rotate").ClickAsync();
        await Expect(visitor.Secret()).ToContainTextAsync(WebhookSecret.Prefix);
        (await FindAsync(id))!.PreviousSecretUntil.ShouldNotBeNull();
        await visitor.Doing(id, "delete").ClickAsync();
        await visitor.Reply(id, "Delete").ClickAsync();
        await Expect(visitor.Notice).ToHaveTextAsync("Deleted.");
        (await FindAsync(id)).ShouldBeNull();
    }

    private static async Task<Guid> AddAsync(Visitor visitor, string url)
    {
        await visitor.FillNewWebhookAsync("https://10.0.0.1/");
        await visitor.Page.GetByLabel("Most events in a request").FillAsync("0");
        await visitor.Page.GetByLabel("item.updated").UncheckAsync();
        await visitor.Page.GetByLabel("Only items with these attributes").FillAsync("[1]");
        await visitor.SendNewWebhookAsync();
        await Expect(visitor.Page.Locator("#hook-url-error")).ToBeVisibleAsync();
        await Expect(visitor.Page.Locator("#hook-batch-error")).ToContainTextAsync("from 1 to 500");
        await Expect(visitor.Page.Locator("#hook-attributes-error")).ToBeVisibleAsync();
        await visitor.FillNewWebhookAsync(url);
        await visitor.Page.GetByLabel("Most events in a request").FillAsync("2");
        await visitor.Page.GetByLabel("Only items with these attributes").FillAsync("{\"colour\":\"blue\"}");
        await visitor.SendNewWebhookAsync();
        await Expect(visitor.Secret()).ToContainTextAsync(WebhookSecret.Prefix);
        await visitor.Page.GetByText("I have kept it").ClickAsync();
        await Expect(visitor.Secret()).ToHaveCountAsync(0);
        var row = visitor.Page.Locator(".webhook", new() { HasText = url });
        await Expect(row).ToContainTextAsync("item.created, item.deleted, up to 2 events in a request, of items with");
        return Guid.Parse((await row.GetAttributeAsync("id"))![2..]);
    }

    private async Task<WebhookResource?> FindAsync(Guid id)
    {
        using var response = await site.Client.GetAsync($"/api/webhooks/{id}");
        return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync(ContractsJson.Default.WebhookResource) : null;
    }
}
