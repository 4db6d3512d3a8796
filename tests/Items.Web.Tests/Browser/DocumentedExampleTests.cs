using Items.Testing;
using Items.Testing.Systems;
using Npgsql;
using static Microsoft.Playwright.Assertions;

namespace Items.Web.Tests.Browser;

/// <summary>The page in docs/streams.md, as it stands there, at the front door of a real system.</summary>
public sealed class DocumentedExampleTests(Chromium chromium) : IAsyncLifetime
{
    private const string Path = "/health";
    private ItemsSystem _system = null!;

    private HttpClient Client => _system.Web.Client;

    public async ValueTask InitializeAsync() => _system = await ItemsSystem.StartAsync(new ItemsSystemOptions { Webs = 1 });

    public ValueTask DisposeAsync() => _system.DisposeAsync();

    [Fact]
    public async Task One_EventSource_shows_the_list_and_keeps_it_right_whatever_happens_to_its_connections()
    {
        var first = await Client.AddsAsync("first");
        await Client.AddsAsync("second");
        await using var visitor = await chromium.VisitAsync(_system.Web.Address, Path);
        var asked = new List<string>();
        await visitor.Page.RouteAsync($"**{Path}", route => route.FulfillAsync(new() { ContentType = "text/html", Body = Example() }));
        visitor.Page.Request += (_, request) => asked.Add(request.Url);
        await visitor.Page.GotoAsync(Path);
        var rows = visitor.Page.Locator("#items li");
        await Expect(rows).ToHaveTextAsync(["first", "second"]);

        await Client.ChangesAsync(first.Id, "first, changed");
        var third = await Client.AddsAsync("third");
        await Expect(rows).ToHaveTextAsync(["first, changed", "second", "third"]);

        await _system.Gateway.KillAsync();
        await Client.DeletesAsync(third.Id);
        await Client.AddsAsync("fourth");
        await _system.Gateway.StartAsync();
        await Expect(rows).ToHaveTextAsync(["first, changed", "second", "fourth"]);

        // A restored database: the position that the browser has is of a life that is over, and an item that it shows is not there any more.
        await ExecuteAsync("DELETE FROM items WHERE item = 'fourth'; UPDATE stream SET epoch = '0badcafe'");
        await Expect(rows).ToHaveTextAsync(["first, changed", "second"]);
        await Eventually.SucceedsAsync(() => Client.AddsAsync("fifth"));
        await Expect(rows).ToHaveTextAsync(["first, changed", "second", "fifth"]);
        asked.Where(url => url.Contains("/sse", StringComparison.Ordinal)).ShouldAllBe(url => url.EndsWith("/sse?snapshot=true", StringComparison.Ordinal));
    }

    /// <summary>The example, for a browser.</summary>
    internal static string Example()
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "streams.md"));
        return "<!doctype html>" + page.Split("```html\n")[1].Split("\n```")[0];
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_system.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
