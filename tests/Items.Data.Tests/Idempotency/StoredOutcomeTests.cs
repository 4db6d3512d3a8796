using Items.Data.Log;
using Items.Testing.Systems;

namespace Items.Data.Tests.Idempotency;

public sealed class StoredOutcomeTests
{
    [Fact]
    public async Task Every_verdict_is_stored_with_its_change_and_given_again_whatever_the_item_has_become()
    {
        await using var log = await TestLog.StartAsync();
        var id = Guid.CreateVersion7();
        var steps = new (Change Change, ChangeResult Result)[]
        {
            (new(ChangeKind.Patch, id, "nothing there"), ChangeResult.Missing),
            (new(ChangeKind.Create, id, "one", """{"a":1}"""), ChangeResult.Created),
            (new(ChangeKind.Create, id, "one", """{"a":1}"""), ChangeResult.Exists),
            (new(ChangeKind.Put, id, "one", """{"a":1}"""), ChangeResult.Unchanged),
            (new(ChangeKind.Put, id, "two", "{}"), ChangeResult.Applied),
            (new(ChangeKind.Patch, id, Text: null, """{"b":2}"""), ChangeResult.Applied),
            (new(ChangeKind.Patch, id, Text: null, $$"""{"c":"{{new string('x', 40_000)}}"}"""), ChangeResult.TooLarge),
            (new(ChangeKind.Put, id, "three", "{}") { IfNoneMatch = "*" }, ChangeResult.PreconditionFailed),
            (new(ChangeKind.Delete, id), ChangeResult.Applied),
            (new(ChangeKind.Delete, id), ChangeResult.Missing),
        };
        var first = new List<ChangeOutcome>();
        foreach (var (change, expected) in steps)
        {
            var outcome = await log.AppendAsync(change with { Key = Keys.Key($"step {first.Count}") });
            outcome.Result.ShouldBe(expected);
            outcome.IsReplay.ShouldBeFalse();
            first.Add(outcome);
        }

        var events = (await log.ReadAllAsync()).Count;
        var again = await Task.WhenAll(steps.Select((step, i) => log.AppendAsync(step.Change with { Key = Keys.Key($"step {i}") })));

        again.ShouldBe(first.Select(outcome => outcome with { IsReplay = true }));
        (await log.ReadAllAsync()).Count.ShouldBe(events, "nothing happened");
        (await log.ReadItemsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_with_another_fingerprint_is_refused_and_changes_nothing()
    {
        await using var log = await TestLog.StartAsync();
        var first = await log.AppendAsync(Keys.Create("k", "first"));
        var other = await log.AppendAsync(Keys.Create("k", "other"));
        var again = await log.AppendAsync(Keys.Create("k", "first"));

        other.Result.ShouldBe(ChangeResult.KeyReused);
        other.Item.ShouldBeNull();
        again.ShouldBe(first with { IsReplay = true });
        (await log.ReadAllAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_stored_outcome_keeps_the_epoch_that_it_was_numbered_in()
    {
        await using var log = await TestLog.StartAsync();
        var first = await log.AppendAsync(Keys.Create("k"));
        await using (var renewed = log.DataSource.CreateCommand("UPDATE stream SET epoch = '0badcafe'"))
        {
            await renewed.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        (await log.AppendAsync(Keys.Create("k"))).ShouldBe(first with { IsReplay = true });
        (await log.AppendAsync(Keys.Create("k", "other"))).Position.Epoch.ShouldBe("0badcafe");
    }

    [Fact]
    public async Task Changes_with_keys_without_keys_and_of_one_item_share_commits()
    {
        await using var log = await TestLog.StartAsync();
        var id = (await log.CreateAsync("shared")).Item!.Id;
        async Task<ChangeOutcome[]> RunAsync() => await Task.WhenAll(Enumerable.Range(0, 300).Select(i => log.AppendAsync((i % 3) switch
        {
            0 => Keys.Create($"own {i}"),
            1 => new Change(ChangeKind.Put, id, $"{i}", "{}"),
            _ => new Change(ChangeKind.Patch, id, Text: null, $$"""{"n":{{i}}}""") { Key = Keys.Key($"shared {i}") },
        })));

        var first = await RunAsync();
        first.Select(outcome => outcome.Position.Seq).Order().ShouldBe(Enumerable.Range(2, 300).Select(i => (long)i));
        var again = await RunAsync();

        for (var i = 0; i < first.Length; i++)
        {
            again[i].IsReplay.ShouldBe(i % 3 != 1);
            if (again[i].IsReplay)
            {
                again[i].ShouldBe(first[i] with { IsReplay = true });
            }
        }

        (await log.ReadAllAsync()).Count.ShouldBe(1 + 300 + 100, "only the changes without a key were made again");
    }

    [Fact]
    public async Task A_value_that_Postgres_refuses_is_not_stored_and_the_keys_of_its_neighbours_are()
    {
        await using var log = await TestLog.StartAsync();
        await using var held = await HeldLog.TakeAsync(log.Database);
        var blocking = log.CreateAsync("so that the others meet in one commit");
        await held.UntilWaitedForAsync();
        var good = Enumerable.Range(0, 20).Select(i => log.AppendAsync(Keys.Create($"good {i}"))).ToList();
        var bad = log.AppendAsync(Keys.Create("bad", "bad \0 text"));
        good.AddRange(Enumerable.Range(20, 20).Select(i => log.AppendAsync(Keys.Create($"good {i}"))));
        await held.LetGoAsync();
        await blocking;

        (await Task.WhenAll(good)).ShouldAllBe(outcome => outcome.Result == ChangeResult.Created);
        (await bad).Result.ShouldBe(ChangeResult.Rejected);
        (await Keys.CountAsync(log.DataSource)).ShouldBe(40);
        (await log.AppendAsync(Keys.Create("bad", "better"))).Result.ShouldBe(ChangeResult.Created, "the key is as good as new");
        var again = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => log.AppendAsync(Keys.Create($"good {i}"))));
        again.ShouldBe((await Task.WhenAll(good)).Select(outcome => outcome with { IsReplay = true }));
        (await log.ReadAllAsync()).Count.ShouldBe(42);
    }

    [Fact]
    public async Task A_commit_that_fails_stores_neither_its_changes_nor_their_keys()
    {
        await using var log = await TestLog.StartAsync();
        await using var held = await HeldLog.TakeAsync(log.Database);
        var lost = log.AppendAsync(Keys.Create("k"));
        await held.UntilWaitedForAsync();
        await held.TerminateWaitingAsync();

        (await Should.ThrowAsync<LogUnavailableException>(lost)).OutcomeUnknown.ShouldBeTrue();
        await held.LetGoAsync();
        (await log.AppendAsync(Keys.Create("k"))).IsReplay.ShouldBeFalse();
        (await log.ReadAllAsync()).Count.ShouldBe(1);
    }
}
