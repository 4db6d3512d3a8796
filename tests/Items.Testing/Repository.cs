namespace Items.Testing;

/// <summary>Where things stand in the checkout that the running tests were built from.</summary>
public static class Repository
{
    private const string Solution = "Items.sln";

    /// <summary>The directory of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Debug or Release, as the tests were built: hosts are taken from the same.</summary>
    public static string Configuration { get; } = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;

    /// <summary>A path in the checkout.</summary>
    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    /// <summary>The built assembly of a host, e.g. <c>Items.Api</c>.</summary>
    /// <exception cref="FileNotFoundException">The host was not built: the test project lacks its <c>HostUnderTest</c> line.</exception>
    public static string HostAssembly(string project)
    {
        var path = PathOf(project, "bin", Configuration, "net10.0", project + ".dll");
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"{project} is not built: add <HostUnderTest Include=\"{project}\" /> to the test project.", path);
    }

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, Solution)))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException($"{Solution} is in no directory above {AppContext.BaseDirectory}.");
    }
}
