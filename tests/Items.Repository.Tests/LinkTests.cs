namespace Items.Repository.Tests;

public sealed class LinkTests
{
    public static TheoryData<string> Pages => [.. Checkout.Pages];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_relative_link_leads_somewhere(string page) =>
        MarkdownPage.Read(page).Links.Where(link => !link.Contains(':', StringComparison.Ordinal) && !Exists(page, link)).ShouldBeEmpty();

    [Fact]
    public void The_index_of_the_documents_names_every_one()
    {
        var named = MarkdownPage.Read("docs/README.md").Links.Select(link => Resolve("docs/README.md", link)).ToHashSet(StringComparer.Ordinal);

        Checkout.Pages.Where(page => page.StartsWith("docs/", StringComparison.Ordinal) && page != "docs/README.md" && !named.Contains(page)).ShouldBeEmpty();
    }

    private static bool Exists(string page, string link)
    {
        var (path, anchor) = link.Split('#') is [var before, var after] ? (before, after) : (link, null);
        var target = path.Length == 0 ? page : Resolve(page, path);
        return Path.Exists(Checkout.PathOf(target))
            && (anchor is null || MarkdownPage.Read(target).Anchors.Contains(anchor, StringComparer.Ordinal));
    }

    private static string Resolve(string page, string link) =>
        Path.GetRelativePath(Testing.Repository.Root, Path.Combine(Path.GetDirectoryName(Checkout.PathOf(page))!, link));
}
