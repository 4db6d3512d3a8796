namespace Items.ServiceDefaults.Resilience;

/// <summary>Waits between attempts: doubling from the first to a cap, each between half and all of its length, so that many processes spread out. Not for concurrent use.</summary>
/// <param name="first">The wait after the first failure.</param>
/// <param name="cap">The longest wait.</param>
public sealed class Backoff(TimeSpan first, TimeSpan cap)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);
    private int _failures;

    /// <summary>Begins with 50 milliseconds.</summary>
    /// <param name="cap">The longest wait.</param>
    public Backoff(TimeSpan cap)
        : this(Soon, cap)
    {
    }

    /// <summary>How long to wait now, after one more failure.</summary>
    public TimeSpan Next() => After(++_failures, first, cap);

    /// <summary>How long to wait after so many failures in a row.</summary>
    /// <param name="failures">1 or more.</param>
    /// <param name="first">The wait after the first failure.</param>
    /// <param name="cap">The longest wait.</param>
    public static TimeSpan After(int failures, TimeSpan first, TimeSpan cap)
    {
        var full = Math.Min(cap.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(failures - 1, 40)));
        return TimeSpan.FromMilliseconds(full * (0.5 + (Random.Shared.NextDouble() / 2)));
    }

    /// <summary>It worked: the next failure is the first again.</summary>
    public void Reset() => _failures = 0;
}
