namespace Items.Benchmarks.Tests;

public sealed class CommandTests
{
    [Fact]
    public async Task All_of_them_are_listed_and_tested()
    {
        var listed = (await Bench.RunAsync("--list")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]);

        listed.ShouldBe(Bench.Names);
    }

    [Fact]
    public async Task What_is_none_of_them_is_an_error_that_names_them()
    {
        var failure = await Should.ThrowAsync<InvalidOperationException>(() => Bench.RunAsync("insrt"));

        failure.Message.ShouldContain("There is no benchmark insrt. There are: insert,");
    }
}
