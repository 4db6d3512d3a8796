using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Items.Web.Tests.Browser;

/// <summary>What somebody does on the page of webhooks.</summary>
internal static class WebhookVisitor
{
    public const string Path = "/webhooks";

    public static ILocator Webhook(this Visitor visitor, Guid id) => visitor.Page.Locator($"[id='w-{id}']");

    /// <summary>The button or link of a row that begins with a word.</summary>
    public static ILocator Doing(this Visitor visitor, Guid id, string what) => visitor.Webhook(id).Locator($"[data-do={what}]");

    /// <summary>A button within the question that a row asks.</summary>
    public static ILocator Reply(this Visitor visitor, Guid id, string name) =>
        visitor.Webhook(id).Locator("[data-asked]").GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public static ILocator Position(this Visitor visitor, Guid id) => visitor.Webhook(id).GetByLabel("Deliver again what follows");

    public static ILocator Attempts(this Visitor visitor, Guid id) => visitor.Webhook(id).Locator(".attempts li");

    public static ILocator Secret(this Visitor visitor) => visitor.Page.Locator("#secret-value");

    public static Task OpenAttemptsAsync(this Visitor visitor, Guid id) => visitor.Webhook(id).Locator(".attempts > summary").ClickAsync();

    public static async Task FillNewWebhookAsync(this Visitor visitor, string url, string description = "")
    {
        if (!await visitor.Page.Locator("#hook-url").IsVisibleAsync())
        {
            await visitor.Page.Locator("#adding > summary").ClickAsync();
        }

        await visitor.Page.Locator("#hook-url").FillAsync(url);
        await visitor.Page.Locator("#hook-description").FillAsync(description);
    }

    public static Task SendNewWebhookAsync(this Visitor visitor) => visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Add webhook" }).ClickAsync();

    /// <summary>Marks an element, to tell later whether it is still the same one.</summary>
    public static Task MarkAsync(this ILocator element) => element.EvaluateAsync("element => { element.marked = true; }");

    public static Task<bool> IsMarkedAsync(this ILocator element) => element.EvaluateAsync<bool>("element => element.marked === true");

    /// <summary>As when another tab is looked at, and when this one is again.</summary>
    public static Task LookAwayAsync(this Visitor visitor, bool away) => visitor.Page.EvaluateAsync(
        "away => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => away }); document.dispatchEvent(new Event('visibilitychange')); }", away);

    public static Task ShouldSayAsync(this Visitor visitor, string text) => Expect(visitor.Page.Locator("#said")).ToContainTextAsync(text);
}
