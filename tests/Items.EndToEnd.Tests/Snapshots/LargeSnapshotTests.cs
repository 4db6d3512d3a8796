using System.Diagnostics;
using System.Globalization;
using Items.Testing.Systems;
using Npgsql;

namespace Items.EndToEnd.Tests.Snapshots;

/// <summary>Many items: the time a snapshot takes, and the memory it does not take.</summary>
public sealed class LargeSnapshotTests
{
    private const int Readers = 3;
    private const long MaxGrowth = 150_000_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(8);

    [Fact]
    public Task Two_hundred_thousand_items_are_copied_exactly_in_bounded_memory() => CopyAsync(200_000);

    [Fact(Explicit = true)]
    public Task A_million_items_are_copied_exactly_in_bounded_memory() => CopyAsync(1_000_000);

    private static async Task CopyAsync(int count)
    {
        var (database, bytes) = await ManyItems.CreateAsync(count);
        await using var system = await ItemsSystem.StartAsync(new() { Database = database });
        using var limit = new CancellationTokenSource(Deadline);
        // What the processes grow to by serving anything at all does not count.
        await CopyFollower.ByWebSocketAsync(system.Gateway.Address, new TableCopy(), AfterItems(20_000), limit.Token);
        var (api, gateway) = (system.Api.Usage.Memory, system.Gateway.Usage.Memory);
        var (apiPeak, gatewayPeak) = (api, gateway);

        var clock = Stopwatch.StartNew();
        var copies = Enumerable.Range(0, Readers).Select(_ => new TableCopy()).ToList();
        var reading = Task.WhenAll(copies.Select(copy => Task.Run(() => CopyFollower.ByWebSocketAsync(system.Gateway.Address, copy, () => copy.Ends > 0, limit.Token))));
        var writing = Writers.RunAsync([system.Api.Client], writers: 4, changesEach: 100);
        while (!reading.IsCompleted)
        {
            apiPeak = Math.Max(apiPeak, system.Api.Usage.Memory);
            gatewayPeak = Math.Max(gatewayPeak, system.Gateway.Usage.Memory);
            await Task.WhenAny(reading, Task.Delay(50, limit.Token));
        }

        await reading;
        var seconds = clock.Elapsed.TotalSeconds;
        var made = await writing;
        await CopyFollower.ByWebSocketAsync(system.Gateway.Address, copies[0], () => copies[0].Seq >= made[^1], limit.Token);

        var table = await ReadTableAsync(database);
        copies[0].Items.Count.ShouldBe(table.Count);
        copies[0].Items.Where(item => table.GetValueOrDefault(item.Key) != item.Value.Seq).ShouldBeEmpty();
        copies.ShouldAllBe(copy => copy.Begins == 1);
        var items = copies.Sum(copy => copy.SnapshotItems);
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture,
            $"{Readers} snapshots of {count} items ({bytes / 1_000_000} MB each as a table) while {made.Count} changes were made: {seconds:0.0} s, {items / seconds:0} items/s; the gateway grew by {Megabytes(gatewayPeak - gateway)} from {Megabytes(gateway)}, the Api by {Megabytes(apiPeak - api)} from {Megabytes(api)}"));
        (gatewayPeak - gateway).ShouldBeLessThan(MaxGrowth);
        (apiPeak - api).ShouldBeLessThan(MaxGrowth);
    }

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000} MB");

    private static Func<bool> AfterItems(int count)
    {
        var received = 0;
        return () => received++ >= count;
    }

    private static async Task<Dictionary<Guid, long>> ReadTableAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var read = new NpgsqlCommand("SELECT id, seq FROM items", connection);
        await using var rows = await read.ExecuteReaderAsync();
        var table = new Dictionary<Guid, long>();
        while (await rows.ReadAsync())
        {
            table.Add(rows.GetGuid(0), rows.GetInt64(1));
        }

        return table;
    }
}
