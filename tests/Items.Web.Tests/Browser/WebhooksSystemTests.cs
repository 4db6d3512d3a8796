using Items.Testing.Systems;
using Items.Web.Tests.Upstream;
using static Microsoft.Playwright.Assertions;

namespace Items.Web.Tests.Browser;

/// <summary>From the page through the Api to a Worker, to an endpoint, and back to the page.</summary>
public sealed class WebhooksSystemTests(Chromium chromium) : IAsyncLifetime
{
    private readonly Receiver _receiver = new();
    private ItemsSystem _system = null!;

    public async ValueTask InitializeAsync()
    {
        await _receiver.StartAsync();
        _system = await ItemsSystem.StartAsync(new ItemsSystemOptions
        {
            Webs = 1,
            Workers = 1,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["WebhookTargets__AllowHttp"] = "true",
                ["WebhookTargets__AllowedNetworks"] = "127.0.0.0/8",
                ["WebhookRetries__FirstDelay"] = "01:00:00", // nothing is tried again before somebody says so
            },
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task The_page_shows_what_the_Workers_do_while_they_do_it()
    {
        await using var visitor = await chromium.VisitAsync(_system.Web.Address, WebhookVisitor.Path);
        await visitor.FillNewWebhookAsync(new Uri(_receiver.Address, "/hook").ToString());
        await visitor.SendNewWebhookAsync();
        await Expect(visitor.Secret()).ToBeVisibleAsync();
        var row = visitor.Page.Locator(".webhook");
        var id = Guid.Parse((await row.GetAttributeAsync("id"))![2..]);

        await visitor.Doing(id, "test").ClickAsync();
        await Expect(visitor.Attempts(id).First).ToContainTextAsync("Delivered test HTTP 200 in");
        await visitor.Attempts(id).First.GetByText("Response").ClickAsync();
        await Expect(visitor.Attempts(id).First.Locator("pre")).ToHaveTextAsync("<b>200</b> from here");

        await _system.Web.Client.AddsAsync("delivered");
        await Expect(row.Locator(".facts")).ToContainTextAsync("Up to date · after event 1");
        await Expect(visitor.Attempts(id).First).ToContainTextAsync("Delivered event 1 HTTP 200 in");

        _receiver.Status = 503;
        await _system.Web.Client.AddsAsync("refused");
        await Expect(row.Locator(".facts .state")).ToContainTextAsync("Failing");
        await Expect(row.Locator(".facts")).ToContainTextAsync("1 event behind");
        await Expect(visitor.Attempts(id).First).ToContainTextAsync("Rejected event 2 HTTP 503 in");

        _receiver.Status = 200;
        await visitor.Doing(id, "resume").ClickAsync();
        await Expect(row.Locator(".facts")).ToContainTextAsync("Up to date · after event 2");
        await Expect(row.Locator(".facts .state")).ToContainTextAsync("Active");

        await _system.Worker.KillAsync();
        await _system.Web.Client.AddsAsync("waiting");
        await Expect(row.Locator(".facts")).ToContainTextAsync("1 event behind");
        await _system.Worker.StartAsync();
        await Expect(row.Locator(".facts")).ToContainTextAsync("Up to date · after event 3");
        await Expect(visitor.Attempts(id).First.Locator("pre")).ToHaveCountAsync(1); // one that came later, and is closed
        await Expect(visitor.Attempts(id).Last.Locator("pre")).ToBeVisibleAsync(); // the one that was opened
    }
}
