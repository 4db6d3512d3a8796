using System.Globalization;
using Items.Testing;
using Items.Verifier;
using Items.Verifier.Streams;

namespace Items.EndToEnd.Tests.Chaos;

public sealed class ChaosTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Nothing_is_lost_repeated_or_reordered_while_everything_is_killed_and_cut_in_turn()
    {
        var options = ChaosOptions.FromEnvironment();
        var schedule = new List<string>();
        try
        {
            await using var system = await ChaosSystem.StartAsync();
            await RunAsync(system, options, schedule);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Replay with {options}. Blows:\n{string.Join('\n', schedule)}\n{exception.Message}", exception);
        }
    }

    private static async Task RunAsync(ChaosSystem system, ChaosOptions options, List<string> struck)
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var stop = new CancellationTokenSource();
        using var abandon = new CancellationTokenSource();
        using var end = new CancellationTokenSource();
        var shared = Enumerable.Range(0, 40).Select(_ => Guid.CreateVersion7()).ToArray();
        var ledger = new Ledger();
        var writers = Enumerable.Range(0, options.Writers)
            .Select(i => new ChaosWriter(i, system.Writable, shared, ledger, options.RandomFor(1_000 + i))).ToList();
        var followers = Enumerable.Range(0, options.Followers)
            .Select(i => CreateFollower(i, system, shared, http, options.RandomFor(2_000 + i))).ToList();

        var following = followers.ConvertAll(follower => follower.RunAsync(end.Token));
        var writing = writers.ConvertAll(writer => writer.RunAsync(stop.Token, abandon.Token));
        await new ChaosSchedule(Blow.All(system), options.RandomFor(0), struck).RunAsync(options.Duration);
        await stop.CancelAsync();
        abandon.CancelAfter(Patience);
        await Task.WhenAll(writing);
        writers.ForEach(writer => writer.Dispose());

        var table = await Table.ReadAsync(system.Items.Api.Client, CancellationToken.None);
        await Eventually.Async(
            () => following.Find(task => task.IsFaulted) is { } fault ? throw fault.Exception! : followers.TrueForAll(follower => follower.Position >= table.Position.Seq),
            Patience,
            $"every follower is at {table.Position}");
        await end.CancelAsync();
        await Task.WhenAll(following);
        await VerifyAsync(system, ledger, followers, table);
        TestContext.Current.SendDiagnosticMessage(
            "{0}: {1} blows; {2}; {3} events; {4} followers took {5} events over {6} connections; 0 missing, 0 unasked for, 0 holes, 0 reorderings, every fold equals the table",
            options, struck.Count, ledger, table.Position.Seq, followers.Count, followers.Sum(f => f.Received), followers.Sum(f => f.Connections));
    }

    /// <summary>Two of five follow everything, one of them from a snapshot on; three of five by WebSocket and two by SSE.</summary>
    private static ChaosFollower CreateFollower(int number, ChaosSystem system, Guid[] shared, HttpClient http, Random random)
    {
        var filter = number % 5 < 2 ? new ChaosFilter(null, null, null) : ChaosFilter.Choose(random, shared);
        IEventSource source = random.Next(5) < 3 ? new WebSocketSource() : new SseSource(http);
        return new ChaosFollower(string.Create(CultureInfo.InvariantCulture, $"follower {number} by {source.GetType().Name}"), source, filter, startsWithSnapshot: number % 5 == 0, system.Readable, random);
    }

    /// <summary>One pass over the whole log holds it against the writers, the followers and the table.</summary>
    private static async Task VerifyAsync(ChaosSystem system, Ledger ledger, List<ChaosFollower> followers, Table table)
    {
        var fold = new LogFold();
        using var http = new HttpClient();
        await foreach (var change in new HistorySource(http).OpenAsync(system.Items.Api.Address, new StreamQuery("0"), CancellationToken.None))
        {
            fold.Apply(change);
            ledger.Claim(change);
            followers.ForEach(follower => follower.Claim(change));
        }

        ledger.RequireNothingMissing();
        fold.RequireEqual(table);
        foreach (var follower in followers)
        {
            follower.RequireNothingElse();
            follower.Fold?.RequireEqual(table);
        }
    }
}
