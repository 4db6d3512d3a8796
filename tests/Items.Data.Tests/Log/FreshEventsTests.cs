using Items.Data.Idempotency;
using Items.Data.Log;
using Items.Testing;
using Items.Testing.Systems;

namespace Items.Data.Tests.Log;

public sealed class FreshEventsTests
{
    private const int Many = 10_000;

    [Fact]
    public async Task What_is_handed_over_is_byte_for_byte_what_the_log_tells()
    {
        await using var log = await TestLog.StartAsync();
        using var following = log.Fresh.Follow();
        var (id, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var keyed = new Change(ChangeKind.Put, other, "k\u00e9yed \"\\\"", """{"b":[1, 2],"a":1e3}""") { Key = new IdempotencyKey("key", [1]) };
        await log.AppendAsync(new Change(ChangeKind.Create, id, "created", """{"n":1}""") { Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" });
        await log.AppendAsync(new Change(ChangeKind.Put, id, "replaced", "{}"));
        await log.AppendAsync(new Change(ChangeKind.Patch, id, Attributes: """{"deep":{"er":true}}"""));
        await log.AppendAsync(keyed);
        await log.AppendAsync(new Change(ChangeKind.Delete, id));
        // None of these has an event: known by its key, as it is, refused.
        (await log.AppendAsync(keyed)).IsReplay.ShouldBeTrue();
        (await log.AppendAsync(new Change(ChangeKind.Put, other, keyed.Text, keyed.Attributes))).Result.ShouldBe(ChangeResult.Unchanged);
        (await log.AppendAsync(new Change(ChangeKind.Delete, id))).Result.ShouldBe(ChangeResult.Missing);
        (await log.AppendAsync(new Change(ChangeKind.Delete, other) { IfNoneMatch = "*" })).Result.ShouldBe(ChangeResult.PreconditionFailed);
        // Three to an item: one commit of several rounds.
        await TogetherAsync(log, Enumerable.Range(0, 60).Select(i => new Change(ChangeKind.Put, new Guid(i / 3, 0, 0, new byte[8]), $"{i}", "{}")));

        var stored = await log.ReadAllAsync();
        stored.Count.ShouldBe(66);
        await IsHandedOverAsync(log, after: 0, Texts(stored));
    }

    [Fact]
    public async Task What_another_process_commits_in_between_is_read_from_the_log()
    {
        await using var log = await TestLog.StartAsync();
        await using var other = await TestLog.StartAsync(log.Database);
        using var following = log.Fresh.Follow();
        await log.CreateAsync("1");
        await other.CreateAsync("2");
        await log.CreateAsync("3");

        (await TakeAsync(log, after: 0)).ShouldBeEmpty();
        (await TakeAsync(log, after: 1)).ShouldBeEmpty();
        await IsHandedOverAsync(log, after: 2, Texts(await log.ReadAllAsync())[2..]);
    }

    [Fact]
    public async Task Each_is_handed_over_once_from_the_follower_s_position_on()
    {
        await using var log = await TestLog.StartAsync();
        using var following = log.Fresh.Follow();
        for (var i = 1; i <= 6; i++)
        {
            await log.CreateAsync($"{i}");
        }

        var stored = Texts(await log.ReadAllAsync());
        (await TakeAsync(log, after: 2, limit: 3)).ShouldBe(stored[2..5], "it had the first two, and wants three");
        (await TakeAsync(log, after: 0)).ShouldBeEmpty("they are gone, and so is what follows until the follower is there");
        (await TakeAsync(log, after: 5)).ShouldBe(stored[5..]);
        (await TakeAsync(log, after: 5)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refused_neighbour_and_another_life_leave_nothing_wrong_behind()
    {
        await using var log = await TestLog.StartAsync();
        using var following = log.Fresh.Follow();
        var outcomes = await TogetherAsync(log, [New("before"), New("refused\0"), New("after")]);
        (outcomes[0].HasEvent, outcomes[1].HasEvent, outcomes[2].HasEvent).ShouldBe((true, false, true));

        log.Fresh.Take("00000000", 0, Many).ShouldBeEmpty();
        await IsHandedOverAsync(log, after: 0, Texts(await log.ReadAllAsync()));
    }

    [Fact]
    public async Task Whoever_is_woken_by_a_commit_of_this_process_finds_it_in_memory()
    {
        await using var log = await TestLog.StartAsync();
        using var following = log.Fresh.Follow();
        await Eventually.Async(async () => await Raw.ReadAsync<long>(log.Database, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'") == 1);
        await log.CreateAsync("listening has taken effect");
        var position = await log.Reader.ReadPositionAsync(TestContext.Current.CancellationToken);
        for (var seq = position.Head; seq < position.Head + 300; seq++)
        {
            var grown = log.Signal.Next;
            var commit = log.CreateAsync("x");
            await grown.WaitAsync(TestContext.Current.CancellationToken);
            log.Fresh.Take(position.Epoch, seq, Many).Count.ShouldBe(1, "the notification has overtaken the commit's answer");
            await commit;
        }
    }

    [Fact]
    public async Task A_commit_of_unknown_fate_wakes_who_waits_because_its_notification_went_unheard()
    {
        await using var log = await TestLog.StartAsync();
        await using var held = await HeldLog.TakeAsync(log.Database);
        var lost = log.CreateAsync("lost");
        await held.UntilWaitedForAsync();
        var grown = log.Signal.Next;
        await held.TerminateWaitingAsync();

        (await Should.ThrowAsync<LogUnavailableException>(lost)).OutcomeUnknown.ShouldBeTrue();
        await grown.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Nothing_is_held_for_nobody_and_no_more_than_the_limits_for_somebody()
    {
        await using var log = await TestLog.StartAsync();
        await log.CreateAsync("1");
        using (log.Fresh.Follow())
        {
            (await TakeAsync(log, after: 0)).ShouldBeEmpty("nobody followed");
            await log.CreateAsync("2");
        }

        using var following = log.Fresh.Follow();
        (await TakeAsync(log, after: 1)).ShouldBeEmpty("the last follower has ended");
        for (var i = 0; i < 3; i++)
        {
            await Task.WhenAll(Enumerable.Range(0, FreshEvents.MaxEvents / 2).Select(_ => log.CreateAsync("x")));
        }

        (await TakeAsync(log, after: 2)).ShouldBeEmpty("more came than is held");
        (await TakeAsync(log, after: 2 + FreshEvents.MaxEvents)).Count.ShouldBe(FreshEvents.MaxEvents / 2);

        var large = $$"""{"x":"{{new string('x', 60_000)}}"}""";
        for (var characters = 0; characters <= FreshEvents.MaxCharacters; characters += large.Length)
        {
            await log.CreateAsync("large", large);
        }

        (await TakeAsync(log, after: 2 + (FreshEvents.MaxEvents * 3 / 2))).ShouldBeEmpty("they were too large");
    }

    private static Change New(string text) => new(ChangeKind.Create, Guid.CreateVersion7(), text, "{}");

    /// <summary>In one commit, behind one that holds them up.</summary>
    private static async Task<ChangeOutcome[]> TogetherAsync(TestLog log, IEnumerable<Change> changes)
    {
        await using var held = await HeldLog.TakeAsync(log.Database);
        var first = log.CreateAsync("first");
        await held.UntilWaitedForAsync();
        var others = changes.Select(log.AppendAsync).ToList();
        await held.LetGoAsync();
        await first;
        return await Task.WhenAll(others);
    }

    private static List<string> Texts(IEnumerable<LogEvent> events) =>
        [.. events.Select(logged => $"{logged.Seq} {logged.Type} {logged.Traceparent} {System.Text.Encoding.UTF8.GetString(logged.Json.Span)}")];

    private static async Task IsHandedOverAsync(TestLog log, long after, List<string> expected) => (await TakeAsync(log, after)).ShouldBe(expected);

    private static async Task<List<string>> TakeAsync(TestLog log, long after, int limit = Many)
    {
        var position = await log.Reader.ReadPositionAsync(TestContext.Current.CancellationToken);
        return Texts(log.Fresh.Take(position.Epoch, after, limit));
    }
}
