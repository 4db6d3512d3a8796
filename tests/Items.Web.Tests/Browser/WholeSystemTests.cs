using Items.Testing;
using Items.Testing.Systems;
using static Microsoft.Playwright.Assertions;

namespace Items.Web.Tests.Browser;

/// <summary>Processes of a real system are killed while people look at its pages.</summary>
public sealed class WholeSystemTests(Chromium chromium) : IAsyncLifetime
{
    private ItemsSystem _system = null!;

    public async ValueTask InitializeAsync() => _system = await ItemsSystem.StartAsync(new ItemsSystemOptions { Apis = 2, Gateways = 2, Webs = 2 });

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    [Fact]
    public async Task A_page_on_every_front_door_survives_the_death_of_any_process_and_shows_every_change()
    {
        await using var one = await chromium.VisitAsync(_system.Webs[0].Address);
        await using var two = await chromium.VisitAsync(_system.Webs[1].Address);
        await ShouldSeeAsync("with everybody there", one, two);

        await _system.Gateways[0].KillAsync();
        await ShouldSeeAsync("with one gateway", one, two);
        await _system.Gateways[0].StartAsync();

        await _system.Apis[0].KillAsync();
        await ShouldSeeAsync("with one Api", one, two);
        await _system.Apis[0].StartAsync();

        await Task.WhenAll(_system.Gateways.Select(gateway => gateway.KillAsync()));
        await one.ShouldBeAsync("reconnecting");
        var meanwhile = await _system.Webs[1].Client.AddsAsync("with no gateway");
        await Task.WhenAll(_system.Gateways.Select(gateway => gateway.StartAsync()));
        await Expect(one.Row(meanwhile.Id)).ToBeVisibleAsync();

        await _system.Webs[0].KillAsync();
        var unseen = await _system.Webs[1].Client.AddsAsync("with one front door");
        await _system.Webs[0].StartAsync();
        await Expect(one.Row(unseen.Id)).ToBeVisibleAsync();
        await ShouldSeeAsync("and with everybody again", one, two);
        (await one.Page.Locator("#items .text").AllTextContentsAsync()).ShouldBe(await two.Page.Locator("#items .text").AllTextContentsAsync());
    }

    private async Task ShouldSeeAsync(string text, params Visitor[] visitors)
    {
        await Eventually.SucceedsAsync(async () => await _system.Webs[1].Client.AddsAsync(text));
        foreach (var visitor in visitors)
        {
            await Expect(visitor.Rows(text).First).ToBeVisibleAsync();
        }
    }
}
