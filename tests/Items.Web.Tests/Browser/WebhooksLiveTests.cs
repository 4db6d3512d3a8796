using Items.Contracts.Webhooks;
using Items.Testing;
using Items.Web.Tests.Upstream;
using static Microsoft.Playwright.Assertions;

namespace Items.Web.Tests.Browser;

/// <summary>The page of webhooks follows them by itself, and leaves alone what a person has before him.</summary>
public sealed class WebhooksLiveTests(ScriptedSite site, Chromium chromium) : IClassFixture<ScriptedSite>
{
    [Fact]
    public async Task State_lag_and_attempts_are_followed_and_only_what_changed_is_replaced()
    {
        var failing = site.Webhooks.Add("https://failing.example/");
        var quiet = site.Webhooks.Add("https://quiet.example/");
        var old = site.Webhooks.Attempt(failing.Id, attempt => attempt with { Response = "fine" });
        await using var visitor = await chromium.VisitAsync(site.Web.Address, WebhookVisitor.Path);
        await visitor.OpenAttemptsAsync(failing.Id);
        await Expect(visitor.Attempts(failing.Id)).ToContainTextAsync("Delivered");
        await visitor.Attempts(failing.Id).GetByText("Response").ClickAsync();
        var known = visitor.Page.Locator($"[id='d-{old.Id}']");
        await known.MarkAsync();
        await visitor.Webhook(quiet.Id).Locator(".facts").MarkAsync();
        await visitor.Webhook(quiet.Id).Locator(".doings").MarkAsync();

        var soon = TimeProvider.System.GetUtcNow().AddMinutes(5);
        site.Webhooks.Change(failing.Id, plain => plain with { Failures = 1, FailingSince = soon.AddMinutes(-5), NextAttemptAt = soon, LagEvents = 1_234, LagSeconds = 200 });
        site.Webhooks.Attempt(failing.Id, attempt => attempt with { Outcome = WebhookOutcomes.Timeout, Status = null, DurationMs = 15_000, Error = "no answer within 15 s", NextAttemptAt = soon });
        await Expect(visitor.Webhook(failing.Id).Locator(".facts .state")).ToHaveTextAsync("Failing");
        await Expect(visitor.Webhook(failing.Id)).ToContainTextAsync("1,234 events behind, the oldest 3 minutes old");
        await Expect(visitor.Webhook(failing.Id).Locator(".facts")).ToContainTextAsync("in 5 minutes");
        await Expect(visitor.Attempts(failing.Id).First).ToContainTextAsync("No answer in time");
        await Expect(visitor.Attempts(failing.Id).First).ToContainTextAsync("no answer within 15 s");

        await Expect(visitor.Attempts(failing.Id).First).ToContainTextAsync("next attempt in 5 minutes");

        (await known.IsMarkedAsync()).ShouldBeTrue("an attempt that did not change");
        await Expect(known.Locator("pre")).ToBeVisibleAsync();
        (await visitor.Webhook(quiet.Id).Locator(".facts").IsMarkedAsync()).ShouldBeTrue("a webhook that did not change");
        (await visitor.Webhook(quiet.Id).Locator(".doings").IsMarkedAsync()).ShouldBeTrue("what can be done with it, which is the same");
        await Expect(visitor.Doing(failing.Id, "resume")).ToHaveTextAsync("Try now");

        site.Webhooks.Change(failing.Id, plain => plain with { State = WebhookStates.Suspended, StateReason = WebhookStateReasons.Failing });
        await Expect(visitor.Webhook(failing.Id)).ToContainTextAsync("Every attempt of some days failed.");
        await visitor.ShouldSayAsync("https://failing.example/: Suspended.");
    }

    [Fact]
    public async Task What_is_being_typed_stays_whatever_happens_to_the_webhook()
    {
        var webhook = site.Webhooks.Add("https://busy.example/");
        await using var visitor = await chromium.VisitAsync(site.Web.Address, WebhookVisitor.Path);
        await visitor.FillNewWebhookAsync("https://half-typed.exa");
        await visitor.Doing(webhook.Id, "replay").ClickAsync();
        await visitor.Position(webhook.Id).FillAsync("12");
        site.Webhooks.Change(webhook.Id, plain => plain with { LagEvents = 77, LagSeconds = 1 });
        await Expect(visitor.Webhook(webhook.Id)).ToContainTextAsync("77 events behind");
        await Expect(visitor.Position(webhook.Id)).ToBeFocusedAsync();
        await Expect(visitor.Position(webhook.Id)).ToHaveValueAsync("12");
        await Expect(visitor.Page.Locator("#hook-url")).ToHaveValueAsync("https://half-typed.exa");

        site.Webhooks.Remove(webhook.Id);
        await Expect(visitor.Webhook(webhook.Id).Locator("[data-changed]")).ToContainTextAsync("Somebody deleted this webhook meanwhile.");
        await Expect(visitor.Position(webhook.Id)).ToHaveValueAsync("12");
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Expect(visitor.Webhook(webhook.Id)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_button_that_is_focused_keeps_the_focus_when_its_row_changes()
    {
        var webhook = site.Webhooks.Add("https://focused.example/");
        await using var visitor = await chromium.VisitAsync(site.Web.Address, WebhookVisitor.Path);
        await visitor.Doing(webhook.Id, "rotate").FocusAsync();
        site.Webhooks.Change(webhook.Id, plain => plain with { Version = 2, State = WebhookStates.Disabled, StateReason = WebhookStateReasons.Requested });
        await Expect(visitor.Doing(webhook.Id, "resume")).ToBeVisibleAsync();
        await Expect(visitor.Doing(webhook.Id, "rotate")).ToBeFocusedAsync();
        await visitor.Doing(webhook.Id, "resume").ClickAsync();
        await Expect(visitor.Webhook(webhook.Id).Locator(".facts .state")).ToHaveTextAsync("Active");
    }

    [Fact]
    public async Task Webhooks_of_others_come_and_go()
    {
        await using var visitor = await chromium.VisitAsync(site.Web.Address, WebhookVisitor.Path);
        var webhook = site.Webhooks.Add("https://of-others.example/");
        await Expect(visitor.Webhook(webhook.Id)).ToBeVisibleAsync();
        await visitor.Doing(webhook.Id, "test").ClickAsync();
        await Expect(visitor.Attempts(webhook.Id)).ToHaveCountAsync(1);
        site.Webhooks.Remove(webhook.Id);
        await Expect(visitor.Webhook(webhook.Id)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_page_that_nobody_looks_at_asks_for_nothing()
    {
        await using var visitor = await chromium.VisitAsync(site.Web.Address, "/there/is/nothing/here");
        await visitor.Page.Clock.InstallAsync();
        await visitor.GoAsync(WebhookVisitor.Path);
        await visitor.LookAwayAsync(true);
        var asked = 0;
        visitor.Page.Request += (_, _) => asked++;
        await visitor.Page.Clock.RunForAsync(60_000);
        asked.ShouldBe(0);
        await visitor.LookAwayAsync(false);
        await visitor.Page.Clock.RunForAsync(100);
        await Eventually.Async(() => asked == 1);
    }

    [Fact]
    public async Task It_says_when_nobody_answers_and_catches_up()
    {
        var webhook = site.Webhooks.Add("https://unanswered.example/");
        await using var visitor = await chromium.VisitAsync(site.Web.Address, WebhookVisitor.Path);
        await site.Upstream.StopAsync();
        try
        {
            await visitor.ShouldBeAsync("reconnecting");
            await Expect(visitor.Page.Locator("#stale")).ToContainTextAsync("Items does not answer. This is how the webhooks were at");
            await Expect(visitor.Webhook(webhook.Id)).ToBeVisibleAsync();
            await visitor.Doing(webhook.Id, "test").ClickAsync();
            await Expect(visitor.Notice).ToContainTextAsync("That did not work.");
        }
        finally
        {
            await site.Upstream.StartAsync();
        }

        await visitor.ShouldBeAsync("live");
        await Expect(visitor.Page.Locator("#stale")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_page_that_could_not_be_shown_shows_itself_when_it_can()
    {
        var webhook = site.Webhooks.Add("https://shown-later.example/");
        await site.Upstream.StopAsync();
        await using var visitor = await chromium.VisitAsync(site.Web.Address, "/health");
        try
        {
            (await visitor.Page.GotoAsync(WebhookVisitor.Path))!.Status.ShouldBe(503);
            await Expect(visitor.Page.Locator(".unavailable")).ToContainTextAsync("cannot be shown right now");
        }
        finally
        {
            await site.Upstream.StartAsync();
        }

        await Expect(visitor.Webhook(webhook.Id)).ToBeVisibleAsync();
        await Expect(visitor.Page.Locator(".unavailable")).ToHaveCountAsync(0);
    }
}
