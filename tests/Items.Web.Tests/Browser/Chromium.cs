using Items.Testing;
using Microsoft.Playwright;

namespace Items.Web.Tests.Browser;

/// <summary>The installed Chromium, one process for all tests; each visitor gets a profile of his own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Arguments =
        ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private static readonly float Patience = (float)Eventually.Patience.TotalMilliseconds;
    private static readonly string[] Installed = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("ITEMS_TEST_CHROMIUM") is { Length: > 0 } given ? given : Array.Find(Installed, File.Exists),
            Args = Arguments,
        });
    }

    public async Task<Visitor> VisitAsync(Uri site, string path = "/", bool javaScript = true, bool phone = false, bool dark = false)
    {
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = site.ToString(),
            JavaScriptEnabled = javaScript,
            ViewportSize = phone ? new() { Width = 390, Height = 844 } : new() { Width = 1280, Height = 800 },
            IsMobile = phone,
            HasTouch = phone,
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(Patience);
        var visitor = new Visitor(context, await context.NewPageAsync(), javaScript);
        await visitor.GoAsync(path);
        return visitor;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
