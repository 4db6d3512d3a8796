using System.Text.Json;
using Items.Testing.Systems;

namespace Items.EndToEnd.Tests.Snapshots;

public sealed class SnapshotUnderWritersTests
{
    private const int Copies = 6;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Through_the_front_door_every_fold_is_the_table_while_16_writers_write()
    {
        await using var system = await ItemsSystem.StartAsync(new() { Apis = 2, Webs = 1, Environment = SmallPages });
        var door = system.Web.Client;
        await Writers.RunAsync([door], writers: 16, changesEach: 20);
        var writing = Writers.RunAsync([door], writers: 16, changesEach: 120);
        using var limit = new CancellationTokenSource(Deadline);
        var copies = Enumerable.Range(0, Copies).Select(_ => new TableCopy(saveEvery: 25)).ToList();
        var following = Task.WhenAll(copies.Select((copy, i) => Task.Run(() => i % 3 == 0
            ? CopyAgainAndAgainAsync(copy, () => CopyFollower.BySseAsync(door, copy, Some(copy), limit.Token), () => writing.IsCompleted)
            : CopyAgainAndAgainAsync(copy, () => CopyFollower.ByWebSocketAsync(system.Web.Address, copy, Some(copy), limit.Token), () => writing.IsCompleted))));
        await FinishAsync(door, writing, following);
        await CompareAsync(system, copies);
    }

    [Fact]
    public async Task With_gateways_and_Apis_killed_in_the_middle_every_fold_is_the_table()
    {
        // So many that a snapshot takes longer than from one kill to the next.
        var (database, _) = await ManyItems.CreateAsync(4_000);
        await using var system = await ItemsSystem.StartAsync(new() { Apis = 2, Gateways = 2, Database = database, Environment = SmallPages });
        // The writers' own Api stays; the gateways read from both.
        var writing = Writers.RunAsync([system.Api.Client], writers: 16, changesEach: 120);
        using var limit = new CancellationTokenSource(Deadline);
        var isOver = false;
        var copies = Enumerable.Range(0, Copies).Select(_ => new TableCopy(saveEvery: 60)).ToList();
        var following = Task.WhenAll(copies.Select((copy, i) => Task.Run(() => CopyAgainAndAgainAsync(
            copy, () => CopyFollower.ByWebSocketAsync(system.Gateways[i % 2].Address, copy, Some(copy), limit.Token), () => isOver))));
        var finishing = FinishAsync(system.Api.Client, writing, following);
        for (var i = 0; !isOver; i++)
        {
            var victim = (i % 3) switch { 0 => system.Gateways[0], 1 => system.Apis[1], _ => system.Gateways[1] };
            await victim.KillAsync();
            await victim.StartAsync();
            // Each copy may be in the middle of one snapshot; what is begun beyond that was cut off.
            isOver = writing.IsCompleted && copies.Sum(copy => copy.Begins - copy.Ends) >= Copies + 3;
            limit.Token.ThrowIfCancellationRequested();
        }

        await finishing;
        await CompareAsync(system, copies);
    }

    private static Dictionary<string, string> SmallPages { get; } = new(StringComparer.Ordinal)
    {
        ["History__PageSize"] = "50",
        ["Ring__Capacity"] = "256",
        ["Tail__Prefill"] = "64",
        ["CatchUp__MaxRetryDelay"] = "00:00:00.2",
    };

    /// <summary>True after one more snapshot and some changes: now the copy is made anew.</summary>
    private static Func<bool> Some(TableCopy copy)
    {
        var (ends, changes) = (copy.Ends, copy.Changes + 60);
        return () => copy.Ends > ends && copy.Changes >= changes;
    }

    private static async Task CopyAgainAndAgainAsync(TableCopy copy, Func<Task> follow, Func<bool> isOver)
    {
        while (!isOver())
        {
            copy.Forget();
            await follow();
        }
    }

    /// <summary>Something keeps happening until the last copy has seen as much as it wanted.</summary>
    private static async Task FinishAsync(HttpClient api, Task writing, Task following)
    {
        await writing;
        while (!following.IsCompleted)
        {
            await api.CreateAsync("still somebody there");
        }

        await following;
    }

    private static async Task CompareAsync(ItemsSystem system, List<TableCopy> copies)
    {
        var points = copies.SelectMany(copy => copy.Saved).OrderBy(point => point.Seq).ToList();
        var table = new Dictionary<Guid, State>();
        var (seq, next) = (0L, 0);
        for (string? page = "/api/events?after=0&limit=1000"; page is not null;)
        {
            using var response = await system.Api.Client.GetAsync(new Uri(page, UriKind.Relative), TestContext.Current.CancellationToken);
            using var events = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            foreach (var change in events.RootElement.EnumerateArray())
            {
                TableCopy.Apply(table, change.GetProperty("type").GetString()!, change);
                seq++;
                for (; next < points.Count && points[next].Seq == seq; next++)
                {
                    points[next].Items.Count.ShouldBe(table.Count, $"at {seq}");
                    points[next].Items.Except(table).ShouldBeEmpty($"at {seq}");
                }
            }

            page = response.Headers.TryGetValues("Link", out var links) ? links.Single().Split(['<', '>'])[1] : null;
        }

        next.ShouldBe(points.Count);
        copies.ShouldAllBe(copy => copy.Ends >= 1);
        TestContext.Current.SendDiagnosticMessage(
            $"{copies.Sum(copy => copy.Ends)} snapshots ({copies.Sum(copy => copy.Begins)} begun) of {copies.Sum(copy => copy.SnapshotItems)} items, {copies.Sum(copy => copy.Changes)} changes followed, {points.Count} folds compared with the log of {seq} changes");
    }
}
