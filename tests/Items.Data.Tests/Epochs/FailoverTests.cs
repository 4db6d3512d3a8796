using System.Diagnostics;
using Items.Contracts;
using Items.Data.Log;
using Items.Testing;
using Items.Testing.Processes;
using Items.Testing.Servers;
using Items.Testing.Systems;
using Npgsql;

namespace Items.Data.Tests.Epochs;

/// <summary>One process of ours, and a Postgres that dies, comes back, and comes back as another.</summary>
public sealed class FailoverTests
{
    [Fact]
    public async Task A_killed_and_restarted_server_keeps_the_epoch_and_a_promoted_standby_begins_a_new_one()
    {
        await using var server = await OwnServer.StartPostgresAsync();
        var database = server.Address + ";Timeout=5";
        await ItemsSystem.MigrateAsync(database);
        await using var log = await TestLog.StartAsync(database);
        var first = (await log.CreateAsync("before")).Position;

        await server.KillAsync();
        await server.StartAsync();
        (await AppendAsync(log)).ShouldBe(first with { Seq = 2 });

        // What a fail-over finds: the same log at a server that follows, until it is promoted.
        await server.KillAsync();
        await File.WriteAllTextAsync(ClusterFile(server, "standby.signal"), "", TestContext.Current.CancellationToken);
        await server.StartAsync();
        (await Raw.ReadAsync<bool>(database, "SELECT pg_is_in_recovery()")).ShouldBeTrue();
        await Should.ThrowAsync<LogUnavailableException>(() => log.CreateAsync("at a standby"));
        (await Should.ThrowAsync<PostgresException>(() => log.Reader.ReadPositionAsync(TestContext.Current.CancellationToken)))
            .SqlState.ShouldBe(PostgresErrorCodes.ReadOnlySqlTransaction, "a standby may lag, and would call positions ahead of its head gone");

        await PromoteAsync(server);
        var after = await AppendAsync(log);
        after.Seq.ShouldBe(3);
        after.Epoch.ShouldNotBe(first.Epoch, StringComparer.Ordinal);
    }

    private static string ClusterFile(OwnServer server, string name) => Path.Combine(server.Files, "cluster", name);

    /// <summary>As <c>pg_ctl promote</c> does it, which does not work as root.</summary>
    private static async Task PromoteAsync(OwnServer server)
    {
        var process = (await File.ReadAllLinesAsync(ClusterFile(server, "postmaster.pid")))[0];
        await File.WriteAllTextAsync(ClusterFile(server, "promote"), "");
        await ChildProcess.RunAsync("kill", new ProcessStartInfo("kill", ["-USR1", process]), TimeSpan.FromSeconds(10));
    }

    private static async Task<Cursor> AppendAsync(TestLog log)
    {
        Cursor position = default;
        await Eventually.SucceedsAsync(async () => position = (await log.CreateAsync("after")).Position, TimeSpan.FromSeconds(60));
        return position;
    }
}
