using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using Items.Contracts;
using Items.Testing;
using Items.Testing.Servers;
using Items.Testing.Systems;

namespace Items.EndToEnd.Tests.Outages;

public sealed class PostgresKilledTests
{
    private const int Writing = 16;
    private const int Kills = 3;

    private readonly ConcurrentDictionary<Guid, long> _acknowledged = new();
    private readonly ConcurrentDictionary<Guid, string> _refused = new();

    [Fact]
    public async Task Whatever_was_acknowledged_is_there_after_Postgres_was_killed_under_its_writers_again_and_again()
    {
        await using var postgres = await OwnServer.StartPostgresAsync();
        await ItemsSystem.MigrateAsync(postgres.Address);
        await using var system = await ItemsSystem.StartAsync(new() { Apis = 2, Database = postgres.Address + ";Timeout=3" });
        await using var follower = await Follower.StartAsync(system.Gateway.Address);
        using var stop = new CancellationTokenSource();
        var writers = Task.WhenAll(Enumerable.Range(0, Writing).Select(writer => Task.Run(() => WriteAsync(system.Apis[writer % 2].Client, stop.Token))));
        for (var kill = 0; kill < Kills; kill++)
        {
            await GrowsAsync(_acknowledged, 200);
            await postgres.KillAsync();
            await GrowsAsync(_refused, Writing);
            await postgres.StartAsync();
        }

        await GrowsAsync(_acknowledged, 200);
        await stop.CancelAsync();
        await writers;
        await VerifyAsync(system, follower);
    }

    private static Task GrowsAsync<T>(ConcurrentDictionary<Guid, T> writes, int by)
    {
        var enough = writes.Count + by;
        return Eventually.Async(() => writes.Count >= enough, TimeSpan.FromSeconds(60), $"{enough} writes");
    }

    private async Task WriteAsync(HttpClient api, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var id = Guid.CreateVersion7();
            using var response = await api.PostAsJsonAsync("/api/items", new NewItem($"{id}", Id: id), ContractsJson.Default.NewItem, CancellationToken.None);
            if (response.StatusCode == HttpStatusCode.Created)
            {
                _acknowledged[id] = (await response.Content.ReadFromJsonAsync(ContractsJson.Default.ItemResource, CancellationToken.None))!.Seq;
                continue;
            }

            response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            response.Headers.RetryAfter.ShouldNotBeNull();
            _refused[id] = await response.Content.ReadAsStringAsync(CancellationToken.None);
            await Task.Delay(100, CancellationToken.None);
        }
    }

    private async Task VerifyAsync(ItemsSystem system, Follower follower)
    {
        await Eventually.SucceedsAsync(() => system.Api.Client.CreateAsync("last"), TimeSpan.FromSeconds(60));
        var items = await system.Api.Client.ReadAllAsync();
        await follower.HasAsync(items.Count, TimeSpan.FromSeconds(60));
        var changes = follower.Events.ToArray();
        changes.Select(change => change.Sequence).ShouldBe(Enumerable.Range(1, items.Count).Select(seq => Cursor.FormatSequence(seq)));
        changes.Select(change => change.Source).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem("a server that recovers by itself is in the same life");
        follower.Fold().ShouldBe(items);

        var bySeq = changes.ToDictionary(change => change.Data!.Seq, change => change.Data!.Id);
        _acknowledged.ShouldAllBe(write => bySeq[write.Value] == write.Key);
        var unknown = _refused.Where(write => write.Value.Contains("\"outcome\":\"unknown\"", StringComparison.Ordinal)).Select(write => write.Key).ToHashSet();
        var made = items.Select(item => item.Id).ToHashSet();
        _refused.Keys.Except(unknown).ShouldAllBe(id => !made.Contains(id), "said to be unchanged");
        TestContext.Current.SendDiagnosticMessage(
            "{0} kills: {1} acknowledged writes, all there; {2} refused, of which {3} with an unknown outcome, {4} of those made",
            Kills, _acknowledged.Count, _refused.Count, unknown.Count, unknown.Count(made.Contains));
    }
}
