using System.Text.RegularExpressions;

namespace Items.Repository.Tests;

public sealed partial class TextFileTests
{
    [Fact]
    public void Lines_end_with_LF() => Texts().Where(file => file.Text.Contains('\r', StringComparison.Ordinal)).Select(file => file.Name).ShouldBeEmpty();

    /// <summary>But for what NuGet writes.</summary>
    [Fact]
    public void The_last_line_ends_too() => Texts()
        .Where(file => file.Text is not ([] or [.., '\n']) && !file.Name.EndsWith("packages.lock.json", StringComparison.Ordinal))
        .Select(file => file.Name).ShouldBeEmpty();

    /// <summary>Where packages come from is the machine's configuration: a registry named here would be asked by everybody, or by nobody who cannot reach it.</summary>
    [Fact]
    public void No_file_names_a_package_registry() =>
        Texts().SelectMany(file => Registry().Matches(file.Text).Select(match => $"{file.Name}: {match.Value}")).ShouldBeEmpty();

    private static IEnumerable<(string Name, string Text)> Texts() =>
        from file in Checkout.Files
        let text = Checkout.Read(file)
        where !text.Contains('\0', StringComparison.Ordinal)
        select (file, text);

    [GeneratedRegex(@"(?<![\w.])(?:[\w-]+\.)*(?:nuget|npmjs|yarnpkg|pypi)\.(?:org|com)|""resolved"": ""https?:|package[S]ources|pkgs\.dev\.azure\.com", RegexOptions.IgnoreCase)]
    private static partial Regex Registry();
}
