using System.Text.Json;
using Items.Contracts;
using Items.Contracts.Webhooks;
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

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Every_state_of_the_page_of_webhooks_is_accessible(bool phone, bool dark)
    {
        var (failing, suspended, disabled) = WebhooksInEveryState();
        await using var visitor = await chromium.VisitAsync(site.Web.Address, WebhookVisitor.Path, phone: phone, dark: dark);
        await visitor.OpenAttemptsAsync(failing);
        await Expect(visitor.Attempts(failing)).ToHaveCountAsync(3);
        await visitor.Attempts(failing).GetByText("Response").First.ClickAsync();
        await ShouldBeAccessibleAsync(visitor, "webhooks and attempts");

        await visitor.Doing(failing, "replay").ClickAsync();
        await visitor.Position(failing).FillAsync("yesterday");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Webhook(failing).Locator("small.error")).ToBeVisibleAsync();
        await visitor.Doing(suspended, "rotate").ClickAsync();
        await visitor.Doing(disabled, "delete").ClickAsync();
        await Expect(visitor.Reply(disabled, "Delete")).ToBeVisibleAsync();
        await visitor.FillNewWebhookAsync("http://not-https.example/");
        await visitor.SendNewWebhookAsync();
        await Expect(visitor.Page.Locator("#hook-url-error")).ToBeVisibleAsync();
        await ShouldBeAccessibleAsync(visitor, "questions and errors");

        await visitor.FillNewWebhookAsync("https://secret.example/");
        await visitor.SendNewWebhookAsync();
        await Expect(visitor.Secret()).ToBeVisibleAsync();
        await ShouldBeAccessibleAsync(visitor, "a secret");
    }

    [Fact]
    public async Task No_webhook_is_wider_than_a_phone()
    {
        var id = site.Webhooks.Add($"https://{new string('w', 60)}.example/{new string('p', 900)}", plain => plain with
        {
            Description = new string('D', 400),
            Attributes = RawJson.FromTrusted($"{{\"{new string('n', 100)}\":\"{new string('v', 300)}\"}}"),
            State = WebhookStates.Suspended,
            StateReason = WebhookStateReasons.PositionGone,
        }).Id;
        site.Webhooks.Attempt(id, attempt => attempt with { Outcome = WebhookOutcomes.Rejected, Response = new string('R', 1_000), Error = new string('E', 300) });
        await using var visitor = await chromium.VisitAsync(site.Web.Address, WebhookVisitor.Path, phone: true);
        await visitor.OpenAttemptsAsync(id);
        await visitor.Attempts(id).GetByText("Response").ClickAsync();
        await visitor.Doing(id, "replay").ClickAsync();
        await visitor.FillNewWebhookAsync($"https://{new string('x', 60)}.example/{new string('y', 500)}");
        await visitor.SendNewWebhookAsync();
        await Expect(visitor.Secret()).ToBeVisibleAsync();
        (await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(390);
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

    private (Guid Failing, Guid Suspended, Guid Disabled) WebhooksInEveryState()
    {
        var now = TimeProvider.System.GetUtcNow();
        var failing = site.Webhooks.Add("https://failing.example/", plain => plain with
        {
            Description = "failing", Types = [EventTypes.Created], BatchSize = 10, Attributes = RawJson.FromTrusted("{\"colour\":\"blue\"}"),
            LagEvents = 12, LagSeconds = 90, Failures = 2, FailingSince = now, NextAttemptAt = now.AddMinutes(1), PreviousSecretUntil = now.AddHours(3),
        }).Id;
        site.Webhooks.Attempt(failing);
        site.Webhooks.Attempt(failing, attempt => attempt with { Outcome = WebhookOutcomes.Rejected, Status = 500, Response = "no", Attempt = 2, NextAttemptAt = now.AddMinutes(1) });
        site.Webhooks.Attempt(failing, attempt => attempt with { Kind = WebhookDeliveryKinds.Test, Outcome = WebhookOutcomes.Pending, Status = null, DurationMs = null });
        var suspended = site.Webhooks.Add("https://suspended.example/", plain => plain with { State = WebhookStates.Suspended, StateReason = WebhookStateReasons.Failing });
        var disabled = site.Webhooks.Add("https://disabled.example/", plain => plain with { State = WebhookStates.Disabled, StateReason = WebhookStateReasons.Gone });
        return (failing, suspended.Id, disabled.Id);
    }

    private static async Task ShouldBeAccessibleAsync(Visitor visitor, string state)
    {
        await visitor.Page.EvaluateAsync(Axe);
        var result = await visitor.Page.EvaluateAsync<JsonElement>("axe.run(document, { resultTypes: ['violations'] }).then(result => result.violations.map(v => `${v.id}: ${v.nodes.map(n => n.html).join(' ')}`))");
        result.EnumerateArray().Select(violation => violation.GetString()).ShouldBeEmpty(state);
    }
}
