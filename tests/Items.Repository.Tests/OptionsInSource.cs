using System.Text.RegularExpressions;

namespace Items.Repository.Tests;

/// <summary>One setting of an options class, as the source declares it.</summary>
/// <param name="Name">Its name in the environment: <c>Section__Property</c>.</param>
/// <param name="File">Where its class stands.</param>
/// <param name="Class">The class with its namespace.</param>
/// <param name="Property">The property.</param>
internal sealed record Setting(string Name, string File, string Class, string Property);

/// <summary>
/// Finds every setting by reading the sources: classes named <c>…Options</c> with a constant <c>Section</c>, their settable public properties, and those of options within options.
/// </summary>
internal static partial class OptionsInSource
{
    public static IReadOnlyList<Setting> Settings { get; } = Find();

    private static List<Setting> Find()
    {
        var classes = Checkout.Sources
            .Where(file => !file.StartsWith("tests/", StringComparison.Ordinal) && file.EndsWith("Options.cs", StringComparison.Ordinal))
            .SelectMany(Read).ToDictionary(found => found.Name, StringComparer.Ordinal);
        return [.. classes.Values.Where(found => found.Section is not null).SelectMany(found => Expand(found, found.Section!, classes))];
    }

    private static IEnumerable<Setting> Expand(OptionsClass options, string prefix, Dictionary<string, OptionsClass> classes)
    {
        foreach (var (type, property) in options.Properties)
        {
            var name = $"{prefix}__{property}";
            var settings = classes.TryGetValue(type, out var nested)
                ? Expand(nested, name, classes)
                : [new Setting(name, options.File, $"{options.Namespace}.{options.Name}", property)];
            foreach (var setting in settings)
            {
                yield return setting;
            }
        }
    }

    private static IEnumerable<OptionsClass> Read(string file)
    {
        var text = Checkout.Read(file);
        var space = Namespace().Match(text).Groups["name"].Value;
        var heads = Class().Matches(text);
        for (var i = 0; i < heads.Count; i++)
        {
            var body = text[heads[i].Index..(i + 1 < heads.Count ? heads[i + 1].Index : text.Length)];
            var section = Section().Match(body);
            yield return new OptionsClass(
                file, space, heads[i].Groups["name"].Value, section.Success ? section.Groups["value"].Value : null,
                [.. Property().Matches(body).Select(match => (match.Groups["type"].Value, match.Groups["name"].Value))]);
        }
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\bclass (?<name>\w+Options)\b")]
    private static partial Regex Class();

    [GeneratedRegex(@"const string Section = ""(?<value>\w+)""")]
    private static partial Regex Section();

    [GeneratedRegex(@"public (?:required )?(?<type>[\w.<>\[\]]+)\?? (?<name>\w+) \{ get; (?:set|init); \}")]
    private static partial Regex Property();

    private sealed record OptionsClass(string File, string Namespace, string Name, string? Section, IReadOnlyList<(string Type, string Name)> Properties);
}
