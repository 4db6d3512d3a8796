using System.Text.Json;
using static Microsoft.Playwright.Assertions;

namespace Items.Web.Tests.Browser;

/// <summary>Items are written by anybody. Whatever they say is text.</summary>
[Collection(RealSite.OneList)]
public sealed class HostileTests(RealSite site, Chromium chromium)
{
    public static TheoryData<string> Texts { get; } =
    [
        "<script>document.title = 'taken'</script>",
        "<img src=x onerror=\"document.title='taken'\">",
        "</li></ol><template hx type=\"partial\" hx-target=\"body\" hx-swap=\"innerHTML\">taken</template>",
        "first\n\nevent: refresh\ndata: taken\n\nid: 999",
        "\n  leading and trailing \n",
        "\r\ncarriage\rreturns\r\n",
        "\"'><a hx-get='/items' hx-trigger='load'>x</a>",
        "{{ 1 + 1 }} ${1 + 1} @(1 + 1) &lt;b&gt; &amp;",
        "👩‍👩‍👧‍👦 العربية \u202Eesrever \u2028\u2029 漢字",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task What_an_item_says_is_shown_as_it_is_everywhere(string text)
    {
        await using var visitor = await chromium.VisitAsync(site.Address);
        var item = await site.Client.AddsAsync(text, new Dictionary<string, object>(StringComparer.Ordinal) { [text] = text });
        var shown = visitor.Row(item.Id).Locator(".text");

        await Expect(shown).ToBeVisibleAsync();
        (await shown.TextContentAsync()).ShouldBe(text, "in the live fragment");
        await visitor.GoAsync("/");
        (await shown.TextContentAsync()).ShouldBe(text, "on the page");
        await visitor.EditAsync(item.Id);
        (await visitor.TextField(item.Id).InputValueAsync()).ShouldBe(Typed(text), "in the editor");
        var attributes = await visitor.Row(item.Id).GetByLabel("Attributes, a JSON object").InputValueAsync();
        JsonSerializer.Deserialize<Dictionary<string, string>>(attributes)!.ShouldContainKeyAndValue(text, text);
        (await visitor.Page.TitleAsync()).ShouldBe("Items");
        await site.Client.DeletesAsync(item.Id);
        await Expect(visitor.Row(item.Id).Locator("[data-changed]")).ToContainTextAsync("deleted");
    }

    /// <summary>Fields of a form know one kind of line break.</summary>
    private static string Typed(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
}
