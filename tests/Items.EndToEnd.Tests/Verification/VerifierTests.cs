using System.Diagnostics;
using System.Globalization;
using Items.Testing;
using Items.Testing.Processes;
using Items.Testing.Systems;
using Npgsql;

namespace Items.EndToEnd.Tests.Verification;

/// <summary>The program as an operator runs it.</summary>
public sealed class VerifierTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("ws")]
    [InlineData("sse")]
    [InlineData("history")]
    public async Task A_sound_system_is_found_sound_while_it_is_written_to(string stream)
    {
        await using var system = await ItemsSystem.StartAsync(new() { Webs = 1 });
        using var stop = new CancellationTokenSource();
        var writing = WriteAsync(system.Api.Client, stop.Token);

        var (code, output) = await VerifyAsync(system.Web.Address, "--stream", stream, "--for", "2", "--every", "0.5");

        await stop.CancelAsync();
        await writing;
        code.ShouldBe(0, output);
        Count(output, "equal to the table").ShouldBeGreaterThan(1, output);
        TestContext.Current.SendDiagnosticMessage("{0}", output);
    }

    [Fact]
    public async Task A_row_that_no_event_tells_of_is_named_by_its_number()
    {
        await using var system = await ItemsSystem.StartAsync(new() { Gateways = 0 });
        await Writers.RunAsync([system.Api.Client], writers: 4, changesEach: 20);
        await ExecuteAsync(system.Database, "UPDATE items SET item = 'changed by hand' WHERE seq = (SELECT min(seq) FROM items)");
        var first = await ExecuteAsync(system.Database, "SELECT min(seq) FROM items");

        var (code, output) = await VerifyAsync(system.Api.Address, "--stream", "history");

        code.ShouldBe(1, output);
        output.ShouldContain($"Sequence number {first}: 1 items differ");
    }

    [Fact]
    public async Task An_event_that_is_missing_is_named()
    {
        await using var system = await ItemsSystem.StartAsync(new() { Gateways = 0 });
        await Writers.RunAsync([system.Api.Client], writers: 4, changesEach: 20);
        await ExecuteAsync(system.Database, "DELETE FROM events WHERE seq = 17");

        var (code, output) = await VerifyAsync(system.Api.Address, "--stream", "history");

        code.ShouldBe(1, output);
        output.ShouldContain("Sequence number 17: is missing");
    }

    [Fact]
    public async Task What_cannot_be_looked_at_is_no_verdict()
    {
        var nobody = new Uri($"http://127.0.0.1:{FreePort.Reserve()}");
        (await VerifyAsync(nobody)).Code.ShouldBe(2);
        (await VerifyAsync(nobody, "--stream", "carrier-pigeon")).Code.ShouldBe(2);
        (await VerifyAsync(new Uri("ftp://127.0.0.1"))).Code.ShouldBe(2);
    }

    private static async Task<(int Code, string Output)> VerifyAsync(Uri host, params string[] arguments)
    {
        var program = Repository.PathOf("tests", "Items.Verifier", "bin", Repository.Configuration, "net10.0", "Items.Verifier.dll");
        await using var child = await ChildProcess.StartAsync("verifier", new ProcessStartInfo("dotnet", [program, host.AbsoluteUri, .. arguments]));
        return (await child.WaitForExitAsync(Patience), child.Output);
    }

    private static async Task WriteAsync(HttpClient api, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Writers.RunAsync([api], writers: 4, changesEach: 20);
        }
    }

    private static async Task<string?> ExecuteAsync(string database, string sql)
    {
        await using var source = NpgsqlDataSource.Create(database + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
