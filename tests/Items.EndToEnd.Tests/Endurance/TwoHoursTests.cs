using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Items.Testing.Systems;

namespace Items.EndToEnd.Tests.Endurance;

/// <summary>
/// Two hours of a log that gets 25 changes a second, as fast as the machine makes them. The gateway's ring holds 16,384 events instead of 65,536, so that it has been full
/// for long when the first half hour, 45,000 changes, is over and memory has to stay where it is.
/// </summary>
public sealed class TwoHoursTests
{
    private const int Changes = 2 * 60 * 60 * 25;
    private const int Writers = 48;

    /// <summary>What the medians may differ by without anything growing: garbage that is collected now or a moment later.</summary>
    private const long BytesToSpare = 20_000_000;

    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly MediaTypeHeaderValue MergePatch = new("application/merge-patch+json");

    [Fact]
    public async Task The_memory_of_every_process_is_flat_after_the_first_half_hour()
    {
        await using var system = await ItemsSystem.StartAsync(new() { Webs = 1, Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["Ring__Capacity"] = "16384" } });
        using var audience = await Audience.GatherAsync(system);
        var made = 0;
        var memory = new MemoryLog([system.Api, system.Gateway, system.Web], () => Volatile.Read(ref made) / (double)Changes);
        var clock = Stopwatch.StartNew();
        var watching = memory.WatchAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            var id = Guid.CreateVersion7();
            for (var turn = 0; Interlocked.Increment(ref made) is var number && number <= Changes; turn++)
            {
                await ChangeAsync(system.Api.Client, id, turn, number);
                id = turn % 4 == 3 ? Guid.CreateVersion7() : id;
            }
        }, TestContext.Current.CancellationToken)));
        await watching;
        var written = clock.Elapsed;
        await audience.HasAllAsync(Changes);
        TestContext.Current.SendDiagnosticMessage(
            "{0} changes in {1:0.0} s ({2:0}/s, two hours {3:0} times as fast); {4} followers had everything {5:0.0} s later, {6} returns among them",
            Changes, written.TotalSeconds, Changes / written.TotalSeconds, 7200 / written.TotalSeconds, audience.Count, (clock.Elapsed - written).TotalSeconds, audience.Returns);
        memory.ShouldBeFlat(1.15, BytesToSpare, handlesToSpare: 10);
    }

    /// <summary>The life of an item: made, replaced, patched, and for every second one the end, else another patch.</summary>
    private static async Task ChangeAsync(HttpClient api, Guid id, int turn, int number)
    {
        using var request = (turn % 4) switch
        {
            0 => Request(HttpMethod.Put, id, $$$"""{"item":"Item {{{number}}}","attributes":{"n":{{{number}}}}}""", Json),
            1 => Request(HttpMethod.Put, id, $$$"""{"item":"Item {{{number}}} äöü","attributes":{"by":"put","n":{{{number}}}}}""", Json),
            3 when turn % 8 == 7 => new HttpRequestMessage(HttpMethod.Delete, $"/api/items/{id}"),
            _ => Request(HttpMethod.Patch, id, $$$"""{"attributes":{"n":{{{number}}}}}""", MergePatch),
        };
        using var answer = await api.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    private static HttpRequestMessage Request(HttpMethod method, Guid id, string json, MediaTypeHeaderValue type) =>
        new(method, $"/api/items/{id}") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = type } } };
}
