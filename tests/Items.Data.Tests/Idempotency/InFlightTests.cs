using Items.Data.Log;
using Items.Testing;
using Items.Testing.Systems;

namespace Items.Data.Tests.Idempotency;

public sealed class InFlightTests
{
    [Fact]
    public async Task A_key_is_in_use_until_its_commit_is_over_also_when_its_request_has_gone()
    {
        await using var log = await TestLog.StartAsync();
        await using var held = await HeldLog.TakeAsync(log.Database);
        using var request = new CancellationTokenSource();
        var gone = log.Log.AppendAsync(Keys.Create("k"), request.Token);
        await held.UntilWaitedForAsync();
        await request.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(gone);

        (await log.AppendAsync(Keys.Create("k"))).Result.ShouldBe(ChangeResult.KeyInUse);
        (await log.AppendAsync(Keys.Create("k", "other"))).Result.ShouldBe(ChangeResult.KeyInUse);
        await held.LetGoAsync();
        var outcome = await OnceFreeAsync(log, "k");
        outcome.IsReplay.ShouldBeTrue("the commit went on without the request");
        (await log.ReadAllAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_request_that_goes_before_its_commit_begins_changes_nothing_and_frees_its_key()
    {
        await using var log = await TestLog.StartAsync();
        await using var held = await HeldLog.TakeAsync(log.Database);
        var first = log.CreateAsync("being committed");
        await held.UntilWaitedForAsync();
        using var request = new CancellationTokenSource();
        var gone = log.Log.AppendAsync(Keys.Create("k"), request.Token);
        await request.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(gone);
        (await log.AppendAsync(Keys.Create("k"))).Result.ShouldBe(ChangeResult.KeyInUse, "it still waits in the line");
        await held.LetGoAsync();
        await first;

        (await OnceFreeAsync(log, "k")).IsReplay.ShouldBeFalse();
        (await log.ReadAllAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_change_that_finds_no_place_in_the_line_keeps_no_key()
    {
        await using var log = await TestLog.StartAsync(null, ("Log:MaxWaiting", "1"));
        await using var held = await HeldLog.TakeAsync(log.Database);
        var committing = log.CreateAsync("being committed");
        await held.UntilWaitedForAsync();
        var waiting = log.CreateAsync("in line");
        (await Should.ThrowAsync<LogUnavailableException>(log.AppendAsync(Keys.Create("k")))).OutcomeUnknown.ShouldBeFalse();
        await held.LetGoAsync();
        await Task.WhenAll(committing, waiting);

        (await log.AppendAsync(Keys.Create("k"))).Result.ShouldBe(ChangeResult.Created);
    }

    [Fact]
    public async Task The_same_key_in_two_processes_makes_one_event_each_of_200_times()
    {
        await using var one = await TestLog.StartAsync();
        await using var two = await TestLog.StartAsync(one.Database);
        var pairs = new List<ChangeOutcome[]>();
        foreach (var wave in Enumerable.Range(0, 200).Chunk(5))
        {
            pairs.AddRange(await Task.WhenAll(wave.Select(async i =>
            {
                var (first, second) = i % 2 == 0 ? (one, two) : (two, one);
                return await Task.WhenAll(first.AppendAsync(Keys.Create($"race {i}")), second.AppendAsync(Keys.Create($"race {i}")));
            })));
        }

        pairs.ShouldAllBe(pair => pair[0].Item == pair[1].Item && pair[0].Position == pair[1].Position && pair[0].IsReplay != pair[1].IsReplay);
        (await one.ReadAllAsync()).Count.ShouldBe(200);
        TestContext.Current.SendDiagnosticMessage("of 200 races who asked first won {0}", pairs.Count(pair => pair[1].IsReplay));
    }

    private static async Task<ChangeOutcome> OnceFreeAsync(TestLog log, string key)
    {
        ChangeOutcome? outcome = null;
        await Eventually.Async(async () => (outcome = await log.AppendAsync(Keys.Create(key))).Result != ChangeResult.KeyInUse);
        return outcome!;
    }
}
