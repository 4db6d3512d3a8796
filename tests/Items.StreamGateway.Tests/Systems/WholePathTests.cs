using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Items.Contracts;
using Items.StreamGateway.Tests.World;
using Items.Testing.Systems;

namespace Items.StreamGateway.Tests.Systems;

/// <summary>The gateway with the real Api, database and broker.</summary>
public sealed class WholePathTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_follower_sees_every_change_of_many_writers_exactly_once_and_can_fold_them()
    {
        const int Writers = 16;
        const int Each = 20;
        await using var system = await ItemsSystem.StartAsync(new() { Apis = 2 });
        await using var follower = await WebSocketFollower.ConnectAsync(system.Gateway, "?after=0");
        var written = await Task.WhenAll(Enumerable.Range(0, Writers).Select(i => WriteAsync(system.Apis[i % 2].Client, Each)));
        var items = new Dictionary<Guid, ItemResource>();
        for (var seq = 1L; seq <= written.Sum(); seq++)
        {
            var change = await follower.ReceiveEventAsync();
            change.Sequence.ShouldBe(Cursor.FormatSequence(seq));
            _ = change.Type == EventTypes.Deleted ? items.Remove(change.Data!.Id) : (items[change.Data!.Id] = change.Data) is not null;
        }

        var table = await system.Api.Client.GetFromJsonAsync(new Uri("/api/items?limit=1000", UriKind.Relative), ContractsJson.Default.IReadOnlyListItemResource, Stop);
        items.Values.OrderBy(item => item.Id).ShouldBe(table!.OrderBy(item => item.Id));
    }

    [Fact]
    public async Task History_and_live_stream_give_the_same_bytes()
    {
        await using var system = await ItemsSystem.StartAsync(new() { Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["Tail__Prefill"] = "0" } });
        await using var live = await WebSocketFollower.ConnectAsync(system.Gateway, "?after=0");
        string[] texts = ["New Item", "äöü 漢字 🙂", "<script>\"\\/\u2028", new string('x', 1_000)];
        foreach (var text in texts)
        {
            (await system.Api.Client.PostAsJsonAsync("/api/items", new { item = text, attributes = new { a = 1.50, b = "ä" } }, Stop)).EnsureSuccessStatusCode();
        }

        var received = new List<byte[]>();
        foreach (var _ in texts)
        {
            received.Add((await live.ReceiveAsync()).ShouldNotBeNull());
        }

        await system.Gateway.KillAsync();
        await system.Gateway.StartAsync();
        await using var later = await WebSocketFollower.ConnectAsync(system.Gateway, "?after=0");
        foreach (var bytes in received)
        {
            (await later.ReceiveAsync()).ShouldBe(bytes);
        }
    }

    [Fact]
    public async Task From_the_POST_to_the_frame_takes_milliseconds()
    {
        await using var system = await ItemsSystem.StartAsync();
        await using var follower = await WebSocketFollower.ConnectAsync(system.Gateway, "?after=0");
        var times = new List<double>();
        for (var i = 0; i < 50; i++)
        {
            var clock = Stopwatch.StartNew();
            var post = system.Api.Client.PostAsJsonAsync("/api/items", new { item = $"Item {i}" }, Stop);
            await follower.ReceiveEventAsync();
            times.Add(clock.Elapsed.TotalMilliseconds);
            (await post).StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        times.Sort();
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"POST to frame: median {times[25]:0.0} ms, slowest {times[^1]:0.0} ms"));
        times[25].ShouldBeLessThan(500, "not even a busy machine should need a poll for this");
    }

    private static async Task<int> WriteAsync(HttpClient api, int count)
    {
        var changes = 0;
        for (var i = 0; i < count; i++)
        {
            using var created = await api.PostAsJsonAsync("/api/items", new { item = $"Item {i}" }, Stop);
            var id = (await created.Content.ReadFromJsonAsync(ContractsJson.Default.ItemResource, Stop))!.Id;
            changes++;
            if (i % 3 != 0)
            {
                (await api.PutAsJsonAsync($"/api/items/{id}", new { item = $"Changed {i}" }, Stop)).EnsureSuccessStatusCode();
                changes++;
            }

            if (i % 5 == 0)
            {
                (await api.DeleteAsync(new Uri($"/api/items/{id}", UriKind.Relative), Stop)).EnsureSuccessStatusCode();
                changes++;
            }
        }

        return changes;
    }
}
