using System.Net.Http.Json;
using Items.Contracts;
using Items.EndToEnd.Tests.Wire;
using Items.Testing;
using Items.Testing.Processes;
using Items.Testing.Systems;

namespace Items.EndToEnd.Tests.Slow;

/// <summary>One who does not read, among five hundred who do, while writers write as fast as they can.</summary>
public sealed class StalledReaderTests
{
    private const int Readers = 500;
    private const int Writers = 32;
    private const int Warming = 6_000;
    private const int ChangesInRound = 2_000;
    private const int Pairs = 4;

    /// <summary>How many stalled ones are weighed together, because one is too light for the scales.</summary>
    private const int Weighed = 200;

    /// <summary>
    /// What one may cost the process: the connection's pipe holds back at 64 KiB, the write before that was of 64 KiB at most, and the rest is for the connection's own objects.
    /// </summary>
    private const long FixedBuffers = 192 * 1024;

    private static readonly string Padding = new('x', 700);

    [Fact]
    public async Task A_stalled_reader_slows_nobody_costs_its_fixed_buffers_and_gets_everything_when_it_reads_again()
    {
        await using var system = await ItemsSystem.StartAsync();
        await WriteAsync(system, Warming);
        var head = await WeighAsync(system, Warming);
        var readers = await OpenAsync(system.Gateway, Readers, head);
        readers.ForEach(reader => reader.Start());
        head = (await RoundAsync(system, readers, head)).Head;
        var (without, with, rates) = (new List<double>(), new List<double>(), new List<double>());
        for (var pair = 0; pair < Pairs; pair++)
        {
            (head, var p99, var rate) = await RoundAsync(system, readers, head);
            without.Add(p99);
            rates.Add(rate);
            // It wants everything since the beginning, which is more than the kernel takes for it: it is stalled before the round begins.
            using var stalled = (await OpenAsync(system.Gateway, 1, 0, receiveBuffer: 4_096)).Single();
            (head, p99, rate) = await RoundAsync(system, readers, head);
            with.Add(p99);
            rates.Add(rate);
            stalled.Start();
            await HaveAsync([stalled], head);
        }

        Say("{0} readers, {1:0} changes/s, so {2:N0} deliveries/s; p99 of the readers in ms, without: {3}, with a stalled one: {4}",
            Readers, Median(rates), Median(rates) * Readers, Join(without), Join(with));
        Median(with).ShouldBeLessThan((Median(without) * 2) + 100);
        readers.ForEach(reader => reader.Dispose());
    }

    /// <summary>Before there are others, so that every buffer they get is a new one.</summary>
    private static async Task<long> WeighAsync(ItemsSystem system, long head)
    {
        var before = await SettledAsync(system.Gateway);
        var stalled = await OpenAsync(system.Gateway, Weighed, 0, receiveBuffer: 4_096);
        var each = (await SettledAsync(system.Gateway) - before) / Weighed;
        await WriteAsync(system, ChangesInRound);
        head += ChangesInRound;
        var later = (await SettledAsync(system.Gateway) - before) / Weighed;
        Say("{0} stalled readers: {1:0} KiB each of the gateway's memory ({2:0.0} MB without them); after {3} more changes, which all get into the ring, {4:0} KiB each",
            Weighed, each / 1024, before / 1e6, ChangesInRound, later / 1024);
        each.ShouldBeInRange(32 * 1024, FixedBuffers, "less would mean that the kernel took it all and nobody is stalled");
        later.ShouldBeLessThan(FixedBuffers);

        var some = stalled[..5];
        some.ForEach(reader => reader.Start());
        await HaveAsync(some, head);
        Say("{0} of them have then read numbers 1 to {1}", some.Count, head);
        stalled.ForEach(reader => reader.Dispose());
        return head;
    }

    /// <summary>The gateway's memory once it does not grow any more: the lowest of some looks.</summary>
    private static async Task<double> SettledAsync(HostProcess gateway)
    {
        var lowest = double.MaxValue;
        for (var look = 0; look < 15; look++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            lowest = look < 5 ? double.MaxValue : Math.Min(lowest, gateway.Usage.Memory);
        }

        return lowest;
    }

    private static async Task<List<LeanReader>> OpenAsync(HostProcess gateway, int count, long after, int? receiveBuffer = null)
    {
        var readers = new List<LeanReader>();
        for (var i = 0; i < count; i++)
        {
            readers.Add(await LeanReader.OpenAsync(gateway, after, receiveBuffer));
        }

        return readers;
    }

    /// <summary>Writes and waits until everybody has everything. Returns the p99 of the milliseconds from the making of a change to its arrival.</summary>
    private static async Task<(long Head, double P99, double Rate)> RoundAsync(ItemsSystem system, List<LeanReader> readers, long head)
    {
        readers.ForEach(reader => reader.TakeSamples());
        var start = TimeProvider.System.GetTimestamp();
        await WriteAsync(system, ChangesInRound);
        await HaveAsync(readers, head + ChangesInRound);
        var elapsed = TimeProvider.System.GetElapsedTime(start);
        var samples = readers.SelectMany(reader => reader.TakeSamples()).Order().ToList();
        samples.Count.ShouldBe(Readers * ChangesInRound / 8, "every eighth of everybody's");
        return (head + ChangesInRound, samples[samples.Count * 99 / 100], ChangesInRound / elapsed.TotalSeconds);
    }

    private static async Task WriteAsync(ItemsSystem system, int changes)
    {
        var left = changes;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using var answer = await system.Api.Client.PostAsJsonAsync(
                    "/api/items", new NewItem(LeanReader.TextOfNow() + Padding), ContractsJson.Default.NewItem, TestContext.Current.CancellationToken);
                answer.EnsureSuccessStatusCode();
            }
        })));
    }

    private static Task HaveAsync(List<LeanReader> readers, long head) => Eventually.Async(
        () => readers.TrueForAll(reader => reader.Position == head || (reader.Reading.IsFaulted ? throw reader.Reading.Exception! : false)),
        TimeSpan.FromSeconds(60),
        $"{readers.Count} readers have everything up to {head}");

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Join(List<double> values) => string.Join(" ", values.Select(value => value.ToString("0", System.Globalization.CultureInfo.InvariantCulture)));

    private static void Say(string format, params object[] values) => TestContext.Current.SendDiagnosticMessage(format, values);
}
