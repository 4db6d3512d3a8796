using System.Collections.Concurrent;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Items.Web.Tests.Browser;

/// <summary>Somebody with a browser on the page.</summary>
public sealed class Visitor(IBrowserContext context, IPage page, bool javaScript) : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = [];

    public IPage Page => page;

    public ILocator Notice => page.Locator("#notice");

    public ILocator NewText => page.Locator("#add-text");

    public ILocator AddButton => page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true });

    public ILocator Search => page.GetByRole(AriaRole.Searchbox);

    public ILocator Connection => page.Locator("#connection");

    /// <summary>Loads a page and, where there is JavaScript, waits until it is live.</summary>
    public async Task GoAsync(string path)
    {
        page.Console += (_, message) =>
        {
            // A refused form is answered with its status; the browser reports that as an error of its own.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal) && !message.Text.StartsWith("htmx: htmx:sse:error", StringComparison.Ordinal))
            {
                _complaints.Enqueue(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
        await page.GotoAsync(path);
        if (javaScript && await Connection.CountAsync() > 0)
        {
            await ShouldBeAsync("live");
        }
    }

    public Task ShouldBeAsync(string state) => Expect(Connection).ToHaveAttributeAsync("data-state", state);

    /// <summary>The rows that contain a text.</summary>
    public ILocator Rows(string text) => page.Locator("#list li", new() { HasText = text });

    public ILocator Row(Guid id) => page.Locator($"[id='i-{id}']");

    public Task EditAsync(Guid id) => Row(id).GetByText("Edit", new() { Exact = true }).ClickAsync();

    public Task AskDeleteAsync(Guid id) => Row(id).GetByText("Delete", new() { Exact = true }).ClickAsync();

    public ILocator TextField(Guid id) => Row(id).GetByLabel("Item", new() { Exact = true });

    public ILocator Button(Guid id, string name) => Row(id).GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public Task<string?> FocusedAsync() => page.EvaluateAsync<string?>("document.activeElement?.closest('[id]')?.id");

    /// <summary>A page that throws, or that its own security policy stops, is broken however it looks.</summary>
    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        _complaints.ShouldBeEmpty();
    }
}
