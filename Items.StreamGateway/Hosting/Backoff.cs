namespace Items.StreamGateway.Hosting;

/// <summary>Waits between attempts: doubling from 50 ms to a cap, each between half and all of its length, so that many processes spread out.</summary>
internal sealed class Backoff(TimeSpan cap)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);
    private int _failures;

    public TimeSpan Next()
    {
        var full = Math.Min(cap.TotalMilliseconds, First.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 20)));
        return TimeSpan.FromMilliseconds(full * (0.5 + (Random.Shared.NextDouble() / 2)));
    }

    public void Reset() => _failures = 0;
}
