namespace Items.Repository.Tests;

/// <summary>Small files: the tree is the map. Methods are counted by an analyzer.</summary>
public sealed class SizeTests(ITestOutputHelper output)
{
    private const int Largest = 300;
    private const int MedianOfSources = 50;

    [Fact]
    public void No_source_file_is_long() =>
        Checkout.Sources.Where(file => Lines(file) > Largest).ShouldBeEmpty();

    [Fact]
    public void Half_of_the_sources_are_short()
    {
        var sizes = Checkout.Sources.Where(file => !file.StartsWith("tests/", StringComparison.Ordinal)).Select(Lines).Order().ToArray();
        output.WriteLine($"{sizes.Length} files, median {sizes[sizes.Length / 2]} lines, longest {sizes[^1]}");

        sizes[sizes.Length / 2].ShouldBeLessThan(MedianOfSources);
    }

    [Fact]
    public void Programs_read_like_a_contents_page() =>
        Checkout.Sources.Where(file => file.EndsWith("/Program.cs", StringComparison.Ordinal) && Checkout.ReadLines(file).Count(line => line.Length > 0) >= 40).ShouldBeEmpty();

    private static int Lines(string file) => Checkout.ReadLines(file).Length;
}
