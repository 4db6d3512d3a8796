using Items.Testing.Processes;
using Npgsql;

namespace Items.Testing.Tests.Scripts;

public sealed class PostgresScriptTests
{
    private const string AwkwardPassword = """it's "a" \password/ $HOME %20""";

    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal)
    {
        ["PGPORT"] = $"{FreePort.Reserve()}",
        ["PGPASSWORD"] = AwkwardPassword,
        ["ITEMS_DISPOSABLE"] = "false",
    };

    private string Port => _environment["PGPORT"];

    [Fact]
    public async Task Keeps_what_was_stored_and_takes_a_new_password()
    {
        await using var script = new RunningScript("eng/services/postgres.sh", _environment);
        await script.StartAsync();
        await ExecuteAsync(script, AwkwardPassword, "create table kept as select 42 as n");
        await script.EndAsync(Signal.Terminate);

        _environment["PGPASSWORD"] = "another";
        await script.StartAsync();
        (await ExecuteAsync(script, "another", "select n from kept")).ShouldBe(42);
        await Should.ThrowAsync<PostgresException>(() => TryExecuteAsync("items", AwkwardPassword, "select 1"));
        script.Process.Output.ShouldNotContain("another' ");
        await script.EndAsync(Signal.Interrupt);
    }

    [Fact]
    public async Task Lets_nobody_in_from_outside_or_as_superuser()
    {
        await using var script = new RunningScript("eng/services/postgres.sh", _environment);
        await script.StartAsync();
        (await ExecuteAsync(script, AwkwardPassword, "select rolsuper or rolcreatedb or rolcreaterole from pg_roles where rolname = current_user")).ShouldBe(false);
        RunningScript.ListensOutside(Port).ShouldBeEmpty();
        foreach (var password in (string[])["", "postgres", AwkwardPassword])
        {
            await Should.ThrowAsync<NpgsqlException>(() => TryExecuteAsync("postgres", password, "select 1"));
        }
    }

    [Fact]
    public async Task Ends_though_clients_are_busy()
    {
        await using var script = new RunningScript("eng/services/postgres.sh", _environment);
        await script.StartAsync();
        await ExecuteAsync(script, AwkwardPassword, "select 1");
        var busy = TryExecuteAsync("items", AwkwardPassword, "select pg_sleep(60)");
        await script.EndAsync(Signal.Terminate);
        await Should.ThrowAsync<NpgsqlException>(() => busy);
    }

    [Fact]
    public async Task Ends_when_the_script_itself_is_killed()
    {
        await using var script = new RunningScript("eng/services/postgres.sh", _environment);
        await script.StartAsync();
        await ExecuteAsync(script, AwkwardPassword, "select 1");
        await script.EndAsync(Signal.Kill);
    }

    [Fact]
    public async Task A_disposable_one_leaves_no_file()
    {
        _environment["ITEMS_DISPOSABLE"] = "true";
        await using var script = new RunningScript("eng/services/postgres.sh", _environment);
        await script.StartAsync();
        await ExecuteAsync(script, AwkwardPassword, "create table gone (n int)");
        await script.EndAsync(Signal.Terminate);
        Directory.Exists(script.Data).ShouldBeFalse();
    }

    /// <summary>The script is started by root, and a link in the directory of Postgres' user may lead to any file of root's.</summary>
    [Theory]
    [InlineData("lock")]
    [InlineData("password.new")]
    [InlineData("bootstrap.new")]
    public async Task Through_a_link_in_its_directory_it_reaches_nothing_of_roots(string name)
    {
        await using var script = new RunningScript("eng/services/postgres.sh", _environment);
        await script.StartAsync();
        await ExecuteAsync(script, AwkwardPassword, "select 1");
        await script.EndAsync(Signal.Terminate);
        var secret = Path.GetTempFileName();
        await File.WriteAllTextAsync(secret, "of root's", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Delete(Path.Combine(script.Data, name));
        File.CreateSymbolicLink(Path.Combine(script.Data, name), secret);
        Directory.Delete(Path.Combine(script.Data, "cluster"), recursive: true);

        (await script.RunAsync(TimeSpan.FromSeconds(60))).ShouldBe(1);

        (await File.ReadAllTextAsync(secret, TestContext.Current.CancellationToken)).ShouldBe("of root's");
        (await ChildProcess.RunAsync("stat", new("stat", ["-c", "%U", secret]), TimeSpan.FromSeconds(10))).Trim().ShouldBe(Environment.UserName);
        File.Delete(secret);
    }

    [Fact]
    public async Task Says_what_is_no_port()
    {
        _environment["PGPORT"] = "70000";
        await using var script = new RunningScript("eng/services/postgres.sh", _environment);
        (await script.RunAsync(TimeSpan.FromSeconds(20))).ShouldBe(1);
        script.Process.Output.ShouldBe("postgres.sh: PGPORT=70000 is no port number");
    }

    private async Task<object?> ExecuteAsync(RunningScript script, string password, string sql)
    {
        await Eventually.Async(
            () => script.Process.HasExited
                ? throw script.Process.Failure("ended")
                : script.Process.Output.Contains("database system is ready to accept connections", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60));
        return await TryExecuteAsync("items", password, sql);
    }

    private async Task<object?> TryExecuteAsync(string user, string password, string sql)
    {
        var connectionString = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = int.Parse(Port),
            Database = "itemsdb",
            Username = user,
            Password = password,
            Pooling = false,
        };
        await using var connection = new NpgsqlConnection(connectionString.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
