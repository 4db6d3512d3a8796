using System.Diagnostics;

namespace Items.EndToEnd.Tests.Chaos;

/// <summary>
/// Strikes in rounds: each round everything once, in an order of the seed's. What is struck stays so for a moment while the next blow falls elsewhere, so several things are
/// broken at a time; nothing is struck again before it works again. The blows are noted as they fall.
/// </summary>
internal sealed class ChaosSchedule(IReadOnlyList<Blow> blows, Random random, List<string> struck)
{
    /// <summary>Strikes until the time is over and every blow has fallen once, then waits until all is healed.</summary>
    public async Task RunAsync(TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var healing = new Dictionary<string, Task>(StringComparer.Ordinal);
        do
        {
            foreach (var blow in Shuffled())
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(200, 2_500)));
                await healing.GetValueOrDefault(blow.Target, Task.CompletedTask);
                struck.Add($"{Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s {blow}");
                await blow.Strike();
                healing[blow.Target] = HealAsync(blow, TimeSpan.FromMilliseconds(random.Next(0, 3_000)));
            }
        }
        while (Stopwatch.GetElapsedTime(started) < duration);

        await Task.WhenAll(healing.Values);
    }

    private static async Task HealAsync(Blow blow, TimeSpan pause)
    {
        await Task.Delay(pause);
        await blow.Heal();
    }

    private Blow[] Shuffled()
    {
        Blow[] order = [.. blows];
        random.Shuffle(order);
        return order;
    }
}
