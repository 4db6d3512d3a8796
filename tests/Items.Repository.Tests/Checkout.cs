using System.IO.Enumeration;

namespace Items.Repository.Tests;

/// <summary>The files of the checkout, without what .gitignore names. Read from the disk, because not every machine that runs the tests has git.</summary>
internal static class Checkout
{
    private static readonly string[] Ignored = [.. File.ReadLines(PathOf(".gitignore")).Where(line => line.Length > 0)];

    /// <summary>Paths relative to the root, with slashes, in order.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk("").Order(StringComparer.Ordinal)];

    /// <summary>Sources written by people, of the projects at the root and of the tests; what EF Core generates is left out.</summary>
    public static IReadOnlyList<string> Sources { get; } = [.. Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && !IsGenerated(file))];

    public static IReadOnlyList<string> Pages { get; } = [.. Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal))];

    public static string PathOf(string file) => Testing.Repository.PathOf(file);

    public static string Read(string file) => File.ReadAllText(PathOf(file));

    public static string[] ReadLines(string file) => File.ReadAllLines(PathOf(file));

    private static IEnumerable<string> Walk(string directory)
    {
        foreach (var entry in new DirectoryInfo(PathOf(directory)).EnumerateFileSystemInfos())
        {
            var path = directory + entry.Name;
            if (entry.LinkTarget is not null || entry.Name == ".git")
            {
                continue;
            }

            if (entry is FileInfo && !IsIgnored(entry.Name, path))
            {
                yield return path;
            }
            else if (entry is DirectoryInfo && !IsIgnored(entry.Name + "/", path + "/"))
            {
                foreach (var below in Walk(path + "/"))
                {
                    yield return below;
                }
            }
        }
    }

    /// <summary>The forms that our .gitignore uses: a name or pattern that holds at any depth, and a path from the root.</summary>
    private static bool IsIgnored(string name, string path) =>
        Ignored.Any(pattern => path == pattern || FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));

    private static bool IsGenerated(string file) => file.Contains("/Migrations/2", StringComparison.Ordinal) || file.EndsWith("ModelSnapshot.cs", StringComparison.Ordinal);
}
