using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Items.Web.Live;

/// <summary>The site's own instruments.</summary>
internal sealed class LiveMetrics : IDisposable
{
    /// <summary>Name of the <see cref="Meter"/> and of the <see cref="ActivitySource"/>.</summary>
    public const string Name = "Items.Web";

    private readonly Meter _meter;
    private readonly UpDownCounter<long> _viewers;
    private readonly Counter<long> _fragments;
    private readonly Counter<long> _bytes;

    public LiveMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _viewers = _meter.CreateUpDownCounter<long>("items.web.viewers", "{viewer}", "Pages that follow the changes.");
        _fragments = _meter.CreateCounter<long>("items.web.fragments", "{fragment}", "Changes rendered, once each however many pages follow.");
        _bytes = _meter.CreateCounter<long>("items.web.sent", "By", "Bytes of changes written to pages.");
    }

    public static ActivitySource Activities { get; } = new(Name);

    public void Rendered() => _fragments.Add(1);

    public void Sent(int bytes) => _bytes.Add(bytes);

    public IDisposable Viewing()
    {
        _viewers.Add(1);
        return new Leaving(_viewers);
    }

    public void Dispose() => _meter.Dispose();

    private sealed class Leaving(UpDownCounter<long> viewers) : IDisposable
    {
        public void Dispose() => viewers.Add(-1);
    }
}
