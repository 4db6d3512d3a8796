using System.Collections.Concurrent;
using Items.Data.Log;
using Items.Testing;
using Items.Testing.Systems;
using Npgsql;

namespace Items.Data.Tests.Log;

public sealed class AppendConnectionTests
{
    private const int Commits = 20;

    [Fact]
    public async Task Commits_are_made_in_one_session_which_nobody_else_uses()
    {
        await using var log = await TestLog.StartAsync();
        await using var connection = await log.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var sessions = new ConcurrentBag<int>();
        connection.Notification += (_, notification) => sessions.Add(notification.PID);
        await using (var listen = new NpgsqlCommand("LISTEN items_log", connection))
        {
            await listen.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var others = new List<int> { connection.ProcessID };
        for (var i = 0; i < Commits; i++)
        {
            await log.CreateAsync("bread");
            await using var command = log.DataSource.CreateCommand("SELECT pg_backend_pid()");
            others.Add((int)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!);
        }

        while (sessions.Count < Commits)
        {
            await connection.WaitAsync(TestContext.Current.CancellationToken);
        }

        others.ShouldNotContain(sessions.Distinct().ShouldHaveSingleItem());
    }

    [Fact]
    public async Task A_session_that_Postgres_has_ended_costs_one_commit_at_most()
    {
        await using var log = await TestLog.StartAsync();
        for (var outage = 0; outage < 3; outage++)
        {
            await log.CreateAsync("before");
            await Raw.ExecuteAsync(log.Database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
            if (await Record.ExceptionAsync(() => log.CreateAsync("into the dying session")) is { } failure)
            {
                failure.ShouldBeOfType<LogUnavailableException>().OutcomeUnknown.ShouldBeTrue();
            }

            (await log.CreateAsync("after")).Result.ShouldBe(ChangeResult.Created);
        }
    }

    /// <summary>Postgres sends rows whenever 8 KiB of them are together, and commits after the last.</summary>
    [Fact]
    public async Task Rows_without_the_confirmation_of_their_commit_are_no_outcome()
    {
        await using var database = await WiredDatabase.StartAsync();
        await using var log = await TestLog.StartAsync($"{database.ConnectionString};Command Timeout=3", ("Log:CommitTimeoutSeconds", "3"));
        await log.CreateAsync("opens the session");
        Task<ChangeOutcome>[] changes;
        await using (var holder = new NpgsqlConnection(database.Direct))
        {
            await holder.OpenAsync(TestContext.Current.CancellationToken);
            await using var transaction = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using (var command = new NpgsqlCommand("SELECT 1 FROM stream FOR UPDATE", holder, transaction))
            {
                await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            }

            // One waits for the lock, and the next two make the next commit.
            var first = log.CreateAsync("first");
            await Eventually.Async(() => Raw.ReadAsync<bool>(database.Direct, "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"));
            changes = [log.CreateAsync("second"), log.CreateAsync("third")];
            database.Wire.FallSilentAfter("SELECT 2\0"u8.ToArray());
            await transaction.RollbackAsync(TestContext.Current.CancellationToken);
            (await first).Result.ShouldBe(ChangeResult.Created);
        }

        foreach (var change in changes)
        {
            (await Should.ThrowAsync<LogUnavailableException>(() => change)).OutcomeUnknown.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task While_Postgres_says_nothing_no_change_waits_for_one_time_out_after_another()
    {
        await using var database = await WiredDatabase.StartAsync();
        await using var log = await TestLog.StartAsync($"{database.ConnectionString};Timeout=2", ("Log:CommitTimeoutSeconds", "1"), ("Log:MaxCommitSize", "1"));
        database.FallSilent();
        var before = database.Wire.Connections;

        foreach (var change in Enumerable.Range(0, 50).Select(i => log.CreateAsync($"{i}")).ToList())
        {
            (await Should.ThrowAsync<LogUnavailableException>(() => change)).OutcomeUnknown.ShouldBeFalse();
        }

        // Some more for what else wants to connect; a commit for each change would have been fifty.
        (database.Wire.Connections - before).ShouldBeLessThan(20);
        database.Wire.Mend();
        await Eventually.SucceedsAsync(() => log.CreateAsync("after"));
    }

    [Fact]
    public void It_is_one_whatever_size_other_pools_have_and_is_not_reset_for_the_next_commit()
    {
        var settings = new NpgsqlConnectionStringBuilder(AppendConnection.WithSettings("Host=h;Maximum Pool Size=200;Minimum Pool Size=10"));
        settings.MaxPoolSize.ShouldBe(1);
        settings.MinPoolSize.ShouldBe(0);
        settings.NoResetOnClose.ShouldBeTrue();
        settings.WriteBufferSize.ShouldBe(512 * 1024);
    }
}
