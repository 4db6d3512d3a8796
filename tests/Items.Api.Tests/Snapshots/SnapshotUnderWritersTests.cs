using System.Net;
using System.Text.Json;
using Items.Contracts;

namespace Items.Api.Tests.Snapshots;

public sealed class SnapshotUnderWritersTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const int Writers = 24;
    private const int ChangesEach = 60;
    private static readonly int[] Limits = [3, 20, 100, 1_000];

    private readonly Guid[] _shared = [.. Enumerable.Range(0, 60).Select(_ => Guid.CreateVersion7())];
    private int _changes;

    private HttpClient Client => api.Client;

    [Fact]
    public async Task The_fold_of_every_snapshot_is_the_table_at_its_last_position_whatever_was_written_meanwhile()
    {
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => Client.CreateAsync($"before {i}")));
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(new Random(writer)))));
        var snapshots = (await Task.WhenAll(Limits.Select(limit => Task.Run(() => ReadWhileAsync(writing, limit))))).SelectMany(copies => copies).ToList();
        await writing;

        var log = await ReadLogAsync();
        foreach (var copy in snapshots)
        {
            copy.Items.ShouldBe(Fold(log, copy.End!.Value.Seq), $"a snapshot of {copy.Pages} pages that ended at {copy.End}");
        }

        var moving = snapshots.Count(copy => copy.End!.Value.Seq is var end && end > 300 && end < log.Count);
        moving.ShouldBeGreaterThan(3, "there was writing while they were read");
        snapshots.Sum(copy => copy.Events - copy.Items.Count()).ShouldBeGreaterThan(50, "pages had changes to catch up with");
        TestContext.Current.SendDiagnosticMessage(
            $"{snapshots.Count} snapshots ({moving} of them before the last change) in {snapshots.Sum(copy => copy.Pages)} pages during {log.Count - 300} changes by {Writers} writers: every fold is the table");
    }

    /// <summary>Snapshot after snapshot until the writers are done, and one more; a slow reader, who lets some changes happen between two pages.</summary>
    private async Task<List<SnapshotCopy>> ReadWhileAsync(Task writing, int limit)
    {
        var random = new Random(limit);
        var copies = new List<SnapshotCopy>();
        bool isLast;
        do
        {
            isLast = writing.IsCompleted;
            var copy = await SnapshotCopy.BeginAsync(Client, $"?limit={limit}");
            while (copy.Next is not null)
            {
                var until = Volatile.Read(ref _changes) + random.Next(Math.Min(limit, 12));
                await Testing.Eventually.Async(() => writing.IsCompleted || Volatile.Read(ref _changes) >= until);
                await copy.TurnAsync(Client);
            }

            copies.Add(copy);
        }
        while (!isLast);
        return copies;
    }

    private async Task WriteAsync(Random random)
    {
        for (var i = 0; i < ChangesEach; i++)
        {
            var id = _shared[random.Next(_shared.Length)];
            using var response = await (random.Next(5) switch
            {
                0 => Client.PostAsync($$"""{"item":"{{random.Next()}}"}"""),
                1 => Client.SendAsync(HttpMethod.Patch, $"/api/items/{id}", $$$"""{"attributes":{"n":{{{random.Next(9)}}}}}""", "application/merge-patch+json"),
                2 => Client.SendAsync(HttpMethod.Delete, $"/api/items/{id}"),
                _ => Client.SendAsync(HttpMethod.Put, $"/api/items/{id}", $$"""{"item":"{{random.Next()}}"}"""),
            });
            response.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.NoContent, HttpStatusCode.NotFound);
            Interlocked.Increment(ref _changes);
        }
    }

    private async Task<List<ItemEvent>> ReadLogAsync()
    {
        var log = new List<ItemEvent>();
        for (string? next = "/api/events?after=0&limit=1000"; next is not null;)
        {
            using var response = await Client.SendAsync(HttpMethod.Get, next);
            log.AddRange(JsonSerializer.Deserialize(
                await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), ContractsJson.Default.IReadOnlyListItemEvent)!);
            next = response.Headers.TryGetValues("Link", out var links) ? links.Single().Split(['<', '>'])[1] : null;
        }

        return log;
    }

    private static IEnumerable<ItemResource> Fold(List<ItemEvent> log, long to)
    {
        var items = new Dictionary<Guid, ItemResource>();
        foreach (var change in log.Take((int)to))
        {
            if (change.Type == EventTypes.Deleted)
            {
                items.Remove(change.Data!.Id);
            }
            else
            {
                items[change.Data!.Id] = change.Data;
            }
        }

        return items.Values.OrderBy(item => item.Id);
    }
}
