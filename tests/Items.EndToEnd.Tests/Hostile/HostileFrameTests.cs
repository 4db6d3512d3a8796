using System.Collections.Concurrent;
using Items.EndToEnd.Tests.Wire;
using Items.Testing;
using Items.Testing.Processes;
using Items.Testing.Systems;

namespace Items.EndToEnd.Tests.Hostile;

public sealed class HostileFrameTests
{
    private const int Sequences = 10_000;
    private const int Seed = 41;
    private const int Places = 1_000;

    /// <summary>Two followers and the site's own subscription.</summary>
    private const int BystandersPlaces = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    /// <summary>What <c>docs/streams.md</c> tells for what a client does.</summary>
    private static readonly int[] Told = [1002, 1003, 1007, 1008, 1009];

    [Fact]
    public async Task Ten_thousand_malformed_frame_sequences_end_their_own_connections_leave_nothing_behind_and_disturb_nobody()
    {
        await using var system = await ItemsSystem.StartAsync(new()
        {
            Webs = 1,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Subscribers__MaxSubscribers"] = $"{Places}", ["WebSockets__CloseTimeout"] = "00:00:10", ["Http__LingerTimeout"] = "00:00:05",
            },
        });
        await using var bystanders = await Bystanders.WatchAsync(system);
        var closes = new ConcurrentDictionary<int, int>();
        var generator = new MalformedFrames(Seed);
        var sequences = Enumerable.Range(0, Sequences)
            .Select(i => (Number: i, Host: i % 5 == 4 ? system.Web : system.Gateway, Sequence: generator.Next())).ToList();
        async Task SendAllAsync(Range range) => await Parallel.ForEachAsync(sequences[range], new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (attack, _) =>
        {
            var close = await AttackAsync(attack.Host, attack.Sequence, $"sequence {attack.Number} of seed {Seed} to {attack.Host.Address}: {Hex(attack.Sequence)}");
            closes.AddOrUpdate(close, 1, (_, count) => count + 1);
        });

        await SendAllAsync(..(Sequences / 5));
        bystanders.Remember();
        await SendAllAsync((Sequences / 5)..);

        TestContext.Current.SendDiagnosticMessage(
            "{0} sequences; close codes (0: none, or not waited for): {1}", Sequences, string.Join(", ", closes.OrderBy(c => c.Key).Select(c => $"{c.Key}: {c.Value}")));
        Told.Except([1008]).Except(closes.Keys).ShouldBeEmpty("every refusal was met");
        await bystanders.ConfirmAsync();
        await EveryPlaceIsFreeAsync(system.Gateway);
    }

    /// <summary>The code of the gateway's close, or 0.</summary>
    private static async Task<int> AttackAsync(HostProcess host, FrameSequence sequence, string what)
    {
        using var client = await RawConnection.OpenAsync(host);
        (await client.UpgradeAsync("?after=0")).ShouldBe(101, what);
        try
        {
            foreach (var piece in sequence.Pieces)
            {
                await client.SendAsync(piece);
            }
        }
        catch (IOException)
        {
            // Closed in the middle of it.
        }

        switch (sequence.Ending)
        {
            case ClientEnding.Goes:
                return 0;
            case ClientEnding.Resets:
                client.Reset();
                return 0;
            case ClientEnding.EndsItsSide:
                client.EndSending();
                break;
            default:
                break;
        }

        var close = await client.ReadCloseAsync(sequence.IsRefused ? TimeSpan.FromSeconds(20) : Patience);
        if (sequence.IsRefused && sequence.Ending == ClientEnding.Waits)
        {
            // 1005 stands for a close without a code; it and codes of the client's own are what answers a client's close.
            (Told.Contains(close) || close is 1005 or >= 1000 and <= 1014 or >= 3000 and <= 4999).ShouldBeTrue($"{close} for {what}");
        }

        return close;
    }

    /// <summary>Exactly as many streams are taken as there are places: none was kept, and none given back twice.</summary>
    private static async Task EveryPlaceIsFreeAsync(HostProcess gateway)
    {
        var open = new List<RawConnection>();
        await Eventually.Async(async () =>
        {
            while (open.Count < Places - BystandersPlaces)
            {
                var client = await RawConnection.OpenAsync(gateway);
                if (await client.UpgradeAsync() != 101)
                {
                    return false;
                }

                open.Add(client);
            }

            return true;
        });
        using var refused = await RawConnection.OpenAsync(gateway);
        (await refused.UpgradeAsync()).ShouldBe(503);
        open.ForEach(client => client.Dispose());
    }

    private static string Hex(FrameSequence sequence) => $"{string.Join(' ', sequence.Pieces.Select(Convert.ToHexString))}, {sequence.Ending}";
}
