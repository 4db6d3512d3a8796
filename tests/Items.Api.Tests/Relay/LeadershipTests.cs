using System.Diagnostics;
using Items.Testing;
using Items.Testing.Processes;
using Items.Testing.Systems;

namespace Items.Api.Tests.Relay;

/// <summary>Leaders that die, lose their session, or miss what they wait for.</summary>
public sealed class LeadershipTests
{
    private static readonly ItemsSystemOptions TwoApis = ApiFixture.ApiOnly with
    {
        Apis = 2,
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["Relay__MaxBackOffMilliseconds"] = "100" },
    };

    [Fact]
    public async Task A_leader_killed_after_the_publish_and_before_the_cursor_moved_repeats_and_skips_nothing()
    {
        await using var system = await ItemsSystem.StartAsync(TwoApis);
        await using var database = new RelayDatabase(system.Database);
        await using var consumer = await Consumer.StartAsync(system.Broker);
        var (leader, other) = await LeaderAsync(system);
        var cursor = await database.HoldCursorAsync();
        await other.Client.CreateAsync("published, and the cursor waits");
        (await consumer.NextAsync()).Seq.ShouldBe(1);
        await Eventually.Async(database.IsAdvancingAsync);

        await leader.KillAsync();
        // As when its machine is gone: Postgres would otherwise find out only when it wants to answer, and would have moved the cursor by then.
        (await database.EndLeadershipAsync()).ShouldBeTrue();
        (await consumer.NextAsync()).Seq.ShouldBe(1, "published again by the other, because the cursor had not moved");
        (await database.PublishedAsync()).ShouldBe(0);

        await cursor.DisposeAsync();
        await other.Client.CreateAsync("next");
        await consumer.HasAllAsync(2, 2);
        await Eventually.Async(async () => await database.PublishedAsync() == 2);
    }

    [Fact]
    public async Task Leadership_lost_in_the_middle_of_a_batch_repeats_the_batch_in_order()
    {
        const int Batch = 300;
        await using var system = await ItemsSystem.StartAsync(TwoApis);
        await using var database = new RelayDatabase(system.Database);
        await using var consumer = await Consumer.StartAsync(system.Broker);
        var (_, other) = await LeaderAsync(system);
        await using (await database.HoldCursorAsync())
        {
            await Task.WhenAll(Enumerable.Range(0, Batch).Select(i => other.Client.CreateAsync($"{i}")));
            await consumer.HasAllAsync(1, 1);
            await Eventually.Async(database.IsAdvancingAsync);
            (await database.EndLeadershipAsync()).ShouldBeTrue();
            // Both processes live: whichever leads now publishes from the cursor, which stands where it stood.
            long seq;
            while ((seq = (await consumer.NextAsync()).Seq) != 1)
            {
                seq.ShouldBeGreaterThan(1);
            }
        }

        await consumer.HasAllAsync(2, Batch);
        await Eventually.Async(async () => await database.PublishedAsync() == Batch);
        system.Apis.ShouldAllBe(api => api.IsRunning);
    }

    [Fact]
    public async Task Two_processes_that_lose_their_leadership_again_and_again_publish_every_event_in_order()
    {
        const int Writers = 16;
        const int Each = 150;
        const int Between = 60;
        await using var system = await ItemsSystem.StartAsync(TwoApis);
        await using var database = new RelayDatabase(system.Database);
        await using var consumer = await Consumer.StartAsync(system.Broker);
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                await system.Apis[(writer + i) % 2].Client.CreateAsync($"{writer}.{i}");
            }
        })));

        var ended = 0;
        for (var seen = 0; seen < Writers * Each; seen += Between)
        {
            await consumer.HasAllAsync(seen + 1, seen + Between, TimeSpan.FromSeconds(60));
            ended += await database.EndLeadershipAsync() ? 1 : 0;
        }

        await writing;
        var leaderships = system.Apis.Select(Leaderships).ToArray();
        TestContext.Current.SendDiagnosticMessage(
            "{0} events, leadership ended {1} times, taken {2} and {3} times, {4} events repeated", Writers * Each, ended, leaderships[0], leaderships[1], consumer.Repeats);
        ended.ShouldBeGreaterThan(5);
        leaderships.ShouldAllBe(count => count > 0);
    }

    [Fact]
    public async Task Without_a_single_notification_another_process_publishes_within_the_poll_interval()
    {
        const int Changes = 12;
        var poll = TimeSpan.FromSeconds(1);
        var empty = await ItemsSystem.CreateMigratedDatabaseAsync();
        await using var database = new RelayDatabase(empty);
        await database.ExecuteAsync("CREATE FUNCTION public.pg_notify(text, text) RETURNS void LANGUAGE sql AS ''; SELECT 0");
        await database.ExecuteAsync("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog', current_database()); END $$; SELECT 0");
        await using var system = await ItemsSystem.StartAsync(TwoApis with
        {
            Database = empty,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["Relay__PollMilliseconds"] = $"{poll.TotalMilliseconds}" },
        });
        await using var consumer = await Consumer.StartAsync(system.Broker);
        var (_, writer) = await LeaderAsync(system);
        var waits = new List<TimeSpan>();
        for (var seq = 1; seq <= Changes; seq++)
        {
            var start = Stopwatch.GetTimestamp();
            await writer.Client.CreateAsync($"{seq}");
            await consumer.HasAllAsync(seq, seq);
            waits.Add(Stopwatch.GetElapsedTime(start));
        }

        waits.Sort();
        TestContext.Current.SendDiagnosticMessage(
            "without notifications, polled each second: published after {0:0} ms (median), {1:0} ms (slowest)", waits[Changes / 2].TotalMilliseconds, waits[^1].TotalMilliseconds);
        waits[Changes / 2].ShouldBeGreaterThan(TimeSpan.FromMilliseconds(50), "a notification came after all");
        waits[^1].ShouldBeLessThan(poll + TimeSpan.FromSeconds(5));
    }

    /// <summary>The process that leads, and the one that does not.</summary>
    private static async Task<(HostProcess Leader, HostProcess Other)> LeaderAsync(ItemsSystem system)
    {
        await Eventually.Async(() => system.Apis.Any(api => Leaderships(api) > 0));
        var leader = system.Apis.First(api => Leaderships(api) > 0);
        return (leader, system.Apis.Single(api => api != leader));
    }

    private static int Leaderships(HostProcess api) => api.Output.Split("Publishing the log").Length - 1;
}
