using System.Text.RegularExpressions;

namespace Items.Repository.Tests;

/// <summary>What the tests need of a Markdown page: its tables, links and headings, none of them out of code blocks.</summary>
internal sealed partial class MarkdownPage
{
    private readonly List<string> _lines = [];

    private MarkdownPage(string file)
    {
        File = file;
        var isCode = false;
        foreach (var line in Checkout.ReadLines(file))
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                isCode = !isCode;
            }
            else if (!isCode)
            {
                _lines.Add(line);
            }
        }
    }

    public string File { get; }

    /// <summary>The rows of all tables as trimmed cells, headers and rulers included.</summary>
    public IEnumerable<string[]> Rows => _lines
        .Where(line => line.StartsWith('|'))
        .Select(line => line.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).ToArray());

    /// <summary>The targets of links and images.</summary>
    public IEnumerable<string> Links => _lines
        .SelectMany(line => Link().Matches(line).Concat(Attribute().Matches(line)))
        .Select(match => match.Groups[1].Value);

    /// <summary>The fragments that lead to headings, as GitHub makes them.</summary>
    public IEnumerable<string> Anchors => _lines
        .Where(line => line.StartsWith('#'))
        .Select(line => NotInAnchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    public static MarkdownPage Read(string file) => new(file);

    /// <summary>A cell without backticks.</summary>
    public static string Plain(string cell) => cell.Replace("`", "", StringComparison.Ordinal);

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?:src|srcset|href)=""([^""]+)""")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"[^\p{L}\p{Nd}\- _]")]
    private static partial Regex NotInAnchor();
}
