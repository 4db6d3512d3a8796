using System.Text.Json;
using Items.Contracts;
using Items.Testing;
using Items.Testing.Systems;

namespace Items.EndToEnd.Tests.Positions;

public sealed class RefetchTests
{
    private const int Kept = 1_000;
    private const int Lives = 4;

    [Fact]
    public async Task Clients_that_follow_the_documentation_end_with_the_list_however_often_their_position_goes()
    {
        await using var system = await ItemsSystem.StartAsync(new()
        {
            Apis = 2,
            Gateways = 2,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Retention__MaxEvents"] = $"{Kept}",
                ["Retention__Interval"] = "00:00:00.1",
                ["Ring__Capacity"] = "256",
                ["Tail__Prefill"] = "256",
            },
        });
        var quiet = new TaskCompletionSource();
        var keepers = new List<CopyKeeper>();
        for (var i = 0; i < 3; i++)
        {
            var (api, gateway, page) = (system.Apis[i % 2].Client, system.Gateways[i % 2].Client, 10 * (i + 1));
            keepers.Add(new CopyKeeper(api, (after, stop) => Following.BySseAsync(gateway, after, stop)));
            keepers.Add(new CopyKeeper(api, (after, stop) => Following.ByHistoryAsync(api, page, after, stop)));
            keepers.Add(new CopyKeeper(api, (after, stop) => Following.AfterAbsenceAsync(api, quiet.Task, after, stop)));
        }

        try
        {
            var written = 0L;
            for (var life = 0; life <= Lives; life++)
            {
                var writing = Writers.RunAsync([.. system.Apis.Select(api => api.Client)], writers: 8, changesEach: 250);
                var renewing = life == 0 ? Task.FromResult("") : ItemsSystem.RunApiAsync(system.Database, "new-epoch");
                written += (await writing).Count;
                await renewing;
            }

            quiet.SetResult();
            await EndWithTheListAsync(system, keepers);
            TestContext.Current.SendDiagnosticMessage(
                "{0} changes, of which {1} are kept, in {2} lives: snapshots read by streams {3}; by history {4}; by those who were away {5}",
                written, Kept, Lives + 1, Snapshots(keepers, 0), Snapshots(keepers, 1), Snapshots(keepers, 2));

            // A position goes when a life ends, for a stream's and for a snapshot's next page; or when as many changes were made after it as are kept.
            keepers.ShouldAllBe(keeper => keeper.Snapshots > Lives && keeper.Snapshots <= 1 + (2 * Lives) + (written / Kept));
            keepers.Where((_, i) => i % 3 == 2).ShouldAllBe(keeper => keeper.Snapshots > Lives + 2, "and what is no longer kept was missed");
        }
        finally
        {
            foreach (var keeper in keepers)
            {
                await keeper.DisposeAsync();
            }
        }
    }

    private static string Snapshots(List<CopyKeeper> keepers, int kind) => string.Join(' ', keepers.Where((_, i) => i % 3 == kind).Select(keeper => keeper.Snapshots));

    private static async Task EndWithTheListAsync(ItemsSystem system, List<CopyKeeper> keepers)
    {
        var socket = await system.Api.Client.GetStringAsync(new Uri("/api/socket", UriKind.Relative), TestContext.Current.CancellationToken);
        var head = JsonSerializer.Deserialize(socket, ContractsJson.Default.SocketInfo)!.Cursor;
        var list = await system.Api.Client.ReadAllAsync();
        foreach (var keeper in keepers)
        {
            await Eventually.Async(() => keeper.IsAt(head), TimeSpan.FromSeconds(60), $"at {head}");
            keeper.Items().ShouldBe(list);
        }
    }
}
