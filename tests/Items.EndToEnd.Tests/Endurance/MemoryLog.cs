using System.Globalization;
using Items.Testing.Processes;

namespace Items.EndToEnd.Tests.Endurance;

/// <summary>What the processes occupy while something makes progress, looked at again and again.</summary>
internal sealed class MemoryLog(IReadOnlyList<HostProcess> hosts, Func<double> progress)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly List<(double Progress, ProcessUsage[] Usage)> _looks = [];

    /// <summary>Looks until the progress is 1.</summary>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        for (var now = progress(); now < 1; now = progress())
        {
            _looks.Add((now, [.. hosts.Select(host => host.Usage)]));
            await Task.Delay(Interval, cancellationToken);
        }
    }

    /// <summary>
    /// Flat: in the last quarter of the way the median is not above that of the second by more than <paramref name="ratio"/> and what is to spare. The first quarter is for
    /// warming: rings and pools are filled, code is compiled.
    /// </summary>
    public void ShouldBeFlat(double ratio, long bytesToSpare, int handlesToSpare)
    {
        for (var i = 0; i < hosts.Count; i++)
        {
            var host = i;
            var memory = Quarters(usage => usage[host].Memory);
            var handles = Quarters(usage => usage[host].Handles);
            TestContext.Current.SendDiagnosticMessage(
                "{0}: {1} MB, {2} handles (medians of the quarters, {3} looks)",
                hosts[i].Name,
                string.Join(" ", memory.Select(bytes => (bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture))),
                string.Join(" ", handles),
                _looks.Count);
            memory[3].ShouldBeLessThanOrEqualTo((long)(memory[1] * ratio) + bytesToSpare, hosts[i].Name);
            handles[3].ShouldBeLessThanOrEqualTo(handles[1] + handlesToSpare, hosts[i].Name);
        }
    }

    private long[] Quarters(Func<ProcessUsage[], long> value) =>
    [
        .. Enumerable.Range(0, 4).Select(quarter =>
        {
            var looks = _looks.Where(look => (int)(look.Progress * 4) == quarter).Select(look => value(look.Usage)).Order().ToList();
            return looks[looks.Count / 2];
        }),
    ];
}
