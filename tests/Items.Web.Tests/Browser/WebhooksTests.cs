using Items.Contracts;
using Items.Contracts.Webhooks;
using Items.Web.Tests.Upstream;
using static Microsoft.Playwright.Assertions;

namespace Items.Web.Tests.Browser;

/// <summary>What is done on the page of webhooks, and what the page says to it.</summary>
public sealed class WebhooksTests(ScriptedSite site, Chromium chromium) : IClassFixture<ScriptedSite>
{
    [Fact]
    public async Task A_webhook_is_added_and_its_secret_shown_once()
    {
        await using var visitor = await chromium.VisitAsync(site.Web.Address, WebhookVisitor.Path);
        await visitor.FillNewWebhookAsync("https://added.example/hook", "for the warehouse");
        await visitor.Page.GetByLabel("item.updated").UncheckAsync();
        await visitor.Page.GetByLabel("Most events in a request").FillAsync("50");
        await visitor.Page.GetByLabel("Only items with these attributes").FillAsync("{\"colour\":\"blue\"}");
        await visitor.SendNewWebhookAsync();

        await Expect(visitor.Secret()).ToBeVisibleAsync();
        (await visitor.Secret().TextContentAsync()).ShouldBe(site.Webhooks.LastSecret);
        (await visitor.FocusedAsync()).ShouldBe("secret");
        await Expect(visitor.Notice).ToContainTextAsync("Added.");
        var row = visitor.Page.Locator(".webhook", new() { HasText = "https://added.example/hook" });
        await Expect(row).ToContainTextAsync("for the warehouse");
        await Expect(row).ToContainTextAsync("item.created, item.deleted, up to 50 events in a request, of items with");
        await Expect(row.Locator(".chips")).ToContainTextAsync("blue");
        await Expect(visitor.Page.Locator("#hook-url")).ToHaveValueAsync("");

        await visitor.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "I have kept it" }).ClickAsync();
        await Expect(visitor.Secret()).ToHaveCountAsync(0);
        await visitor.GoAsync(WebhookVisitor.Path);
        (await visitor.Page.ContentAsync()).ShouldNotContain(site.Webhooks.LastSecret);
    }

    [Fact]
    public async Task The_secret_can_be_copied()
    {
        await using var visitor = await chromium.VisitAsync(site.Web.Address, WebhookVisitor.Path);
        await visitor.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await visitor.FillNewWebhookAsync("https://copied.example/");
        await visitor.SendNewWebhookAsync();
        await visitor.Page.Locator("[data-copy]").ClickAsync();
        await Expect(visitor.Page.Locator("[data-copy]")).ToHaveTextAsync("Copied");
        (await visitor.Page.EvaluateAsync<string>("navigator.clipboard.readText()")).ShouldBe(site.Webhooks.LastSecret);
        await visitor.ShouldSayAsync("Copied.");
    }

    [Fact]
    public async Task A_secret_is_gone_from_a_page_that_is_left_and_come_back_to()
    {
        await using var visitor = await chromium.VisitAsync(site.Web.Address, WebhookVisitor.Path);
        await visitor.FillNewWebhookAsync("https://left.example/");
        await visitor.SendNewWebhookAsync();
        await Expect(visitor.Secret()).ToBeVisibleAsync();
        await visitor.Page.GotoAsync("/there/is/nothing/here");
        await visitor.Page.GoBackAsync();
        await Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("Webhooks");
        (await visitor.Page.ContentAsync()).ShouldNotContain(site.Webhooks.LastSecret);
    }

    [Fact]
    public async Task What_is_wrong_is_said_beside_the_field_and_what_was_typed_stays()
    {
        await using var visitor = await chromium.VisitAsync(site.Web.Address, WebhookVisitor.Path);
        await visitor.FillNewWebhookAsync("http://plain.example/", "kept");
        await visitor.Page.GetByLabel("Most events in a request").FillAsync("501");
        await visitor.SendNewWebhookAsync();
        await Expect(visitor.Page.Locator("#hook-url-error")).ToContainTextAsync("must be an absolute https URL");
        await Expect(visitor.Page.Locator("#hook-url")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(visitor.Page.Locator("#hook-url")).ToBeFocusedAsync();
        await Expect(visitor.Page.Locator("#hook-batch-error")).ToContainTextAsync("from 1 to 500");
        await Expect(visitor.Page.Locator("#hook-description")).ToHaveValueAsync("kept");

        await visitor.Page.GetByLabel("Most events in a request").FillAsync("many");
        await visitor.SendNewWebhookAsync();
        await Expect(visitor.Page.Locator("#hook-batch-error")).ToContainTextAsync("not a whole number");
        await visitor.Page.GetByLabel("Most events in a request").FillAsync("");
        await visitor.Page.GetByLabel("Only items with these attributes").FillAsync("colour: blue");
        await visitor.SendNewWebhookAsync();
        await Expect(visitor.Page.Locator("#hook-attributes-error")).ToContainTextAsync("This is not JSON");
        await Expect(visitor.Page.Locator("#hook-url")).ToHaveValueAsync("http://plain.example/");
    }

    [Fact]
    public async Task A_test_shows_its_outcome_by_itself()
    {
        var webhook = site.Webhooks.Add("https://tested.example/");
        await using var visitor = await chromium.VisitAsync(site.Web.Address, WebhookVisitor.Path);
        await visitor.Doing(webhook.Id, "test").ClickAsync();
        await Expect(visitor.Attempts(webhook.Id)).ToContainTextAsync("Waiting for a Worker");
        await Expect(visitor.Doing(webhook.Id, "test")).ToBeFocusedAsync();
        site.Webhooks.Finish(webhook.Id, attempt => attempt with { Outcome = WebhookOutcomes.Rejected, Status = 503, DurationMs = 48.2, Response = "come back later" });
        await Expect(visitor.Attempts(webhook.Id)).ToContainTextAsync("HTTP 503 in 48 ms");
        await visitor.ShouldSayAsync("Test of https://tested.example/: Rejected, HTTP 503 in 48 ms.");
        await visitor.Attempts(webhook.Id).GetByText("Response").ClickAsync();
        await Expect(visitor.Attempts(webhook.Id).Locator("pre")).ToHaveTextAsync("come back later");
    }

    [Fact]
    public async Task It_is_disabled_and_resumed()
    {
        var webhook = site.Webhooks.Add("https://switched.example/");
        await using var visitor = await chromium.VisitAsync(site.Web.Address, WebhookVisitor.Path);
        await visitor.Doing(webhook.Id, "disable").ClickAsync();
        await Expect(visitor.Webhook(webhook.Id).Locator(".facts .state")).ToHaveTextAsync("Disabled");
        await Expect(visitor.Webhook(webhook.Id)).ToContainTextAsync("Somebody disabled it.");
        await Expect(visitor.Notice).ToContainTextAsync("Disabled.");
        await visitor.Doing(webhook.Id, "resume").ClickAsync();
        await Expect(visitor.Webhook(webhook.Id).Locator(".facts .state")).ToHaveTextAsync("Active");
        site.Webhooks.Find(webhook.Id)!.State.ShouldBe(WebhookStates.Active);
    }

    [Fact]
    public async Task It_is_replayed_from_a_number_and_from_the_beginning()
    {
        site.Log.Add("something to replay");
        var webhook = site.Webhooks.Add("https://replayed.example/");
        await using var visitor = await chromium.VisitAsync(site.Web.Address, WebhookVisitor.Path);
        await visitor.Doing(webhook.Id, "replay").ClickAsync();
        await Expect(visitor.Position(webhook.Id)).ToBeFocusedAsync();
        await visitor.Position(webhook.Id).FillAsync("yesterday");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Webhook(webhook.Id).Locator("small.error")).ToContainTextAsync("a number or a cursor");
        await Expect(visitor.Position(webhook.Id)).ToHaveValueAsync("yesterday");
        await visitor.Position(webhook.Id).FillAsync("1000000");
        await visitor.Reply(webhook.Id, "Replay").ClickAsync();
        await Expect(visitor.Webhook(webhook.Id).Locator("small.error")).ToContainTextAsync("ahead of the log's head");
        await visitor.Position(webhook.Id).FillAsync("0");
        await visitor.Reply(webhook.Id, "Replay").ClickAsync();
        await Expect(visitor.Webhook(webhook.Id)).ToContainTextAsync("behind, the oldest 2 minutes old · after event 0");
        await Expect(visitor.Doing(webhook.Id, "replay")).ToBeFocusedAsync();

        site.Webhooks.Change(webhook.Id, plain => plain with { Cursor = site.Log.Head.ToString(), LagEvents = 0 });
        await visitor.Doing(webhook.Id, "replay").ClickAsync();
        await visitor.Reply(webhook.Id, "From the beginning").ClickAsync();
        await Expect(visitor.Webhook(webhook.Id)).ToContainTextAsync("after event 0");
        site.Webhooks.Find(webhook.Id)!.Cursor.ShouldBe(new Cursor(site.Log.Epoch, 0).ToString());
    }

    [Fact]
    public async Task Its_secret_is_rotated_after_a_question()
    {
        var webhook = site.Webhooks.Add("https://rotated.example/");
        await using var visitor = await chromium.VisitAsync(site.Web.Address, WebhookVisitor.Path);
        await visitor.Doing(webhook.Id, "rotate").ClickAsync();
        await visitor.Reply(webhook.Id, "Rotate").ClickAsync();
        await Expect(visitor.Secret()).ToBeVisibleAsync();
        (await visitor.Secret().TextContentAsync()).ShouldBe(site.Webhooks.LastSecret);
        (await visitor.FocusedAsync()).ShouldBe("secret");
        await Expect(visitor.Webhook(webhook.Id)).ToContainTextAsync("the one before signs as well until in 24 hours");
    }

    [Fact]
    public async Task It_is_deleted_after_a_question()
    {
        var webhook = site.Webhooks.Add("https://deleted.example/");
        await using var visitor = await chromium.VisitAsync(site.Web.Address, WebhookVisitor.Path);
        await visitor.Doing(webhook.Id, "delete").ClickAsync();
        await Expect(visitor.Reply(webhook.Id, "Delete")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(visitor.Reply(webhook.Id, "Delete")).ToHaveCountAsync(0);
        await Expect(visitor.Doing(webhook.Id, "delete")).ToBeFocusedAsync();
        site.Webhooks.Find(webhook.Id).ShouldNotBeNull();

        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Reply(webhook.Id, "Delete")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Webhook(webhook.Id)).ToHaveCountAsync(0);
        await Expect(visitor.Notice).ToHaveTextAsync("Deleted.");
        site.Webhooks.Find(webhook.Id).ShouldBeNull();
    }

    [Fact]
    public async Task What_was_changed_meanwhile_is_shown_before_anything_is_done_to_it()
    {
        var webhook = site.Webhooks.Add("https://contested.example/");
        await using var visitor = await chromium.VisitAsync(site.Web.Address, WebhookVisitor.Path);
        await visitor.Doing(webhook.Id, "delete").ClickAsync();
        await Expect(visitor.Reply(webhook.Id, "Delete")).ToBeVisibleAsync();
        site.Webhooks.Change(webhook.Id, plain => plain with { Version = 2, Url = "https://moved.example/" });
        await visitor.Reply(webhook.Id, "Delete").ClickAsync();
        await Expect(visitor.Webhook(webhook.Id).Locator("[data-changed]")).ToContainTextAsync("Somebody changed this webhook meanwhile.");
        await Expect(visitor.Webhook(webhook.Id)).ToContainTextAsync("https://moved.example/");
        site.Webhooks.Find(webhook.Id).ShouldNotBeNull();
        await visitor.Reply(webhook.Id, "Delete").ClickAsync();
        await Expect(visitor.Webhook(webhook.Id)).ToHaveCountAsync(0);
    }
}
