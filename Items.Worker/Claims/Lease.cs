using System.Diagnostics;

namespace Items.Worker.Claims;

/// <summary>
/// What this process knows of a lease: it is held for as long as it lasts, counted from before it was asked for, and a little less, so that it has ended here before it ends in Postgres. Then
/// <see cref="Lost"/> ends what is under way. By the real clock.
/// </summary>
internal sealed class Lease : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _lost = new();
    private readonly TimeSpan _length;
    private long _since;

    /// <param name="key">What was claimed.</param>
    /// <param name="length">How long it lasts.</param>
    /// <param name="since">When it was asked for (<see cref="Stopwatch"/>).</param>
    public Lease(LeaseKey key, TimeSpan length, long since)
    {
        (Key, _length) = (key, length - Margin);
        Lost = _lost.Token;
        Extend(since);
    }

    public LeaseKey Key { get; }

    /// <summary>Cancelled when it is not held any more.</summary>
    public CancellationToken Lost { get; }

    public bool IsHeld => !Lost.IsCancellationRequested;

    /// <summary>Time since it was asked for, the first time or again.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(Volatile.Read(ref _since));

    public void Extend(long since)
    {
        Volatile.Write(ref _since, since);
        var left = _length - Stopwatch.GetElapsedTime(since);
        _lost.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    public void Lose() => _lost.Cancel();

    public void Dispose() => _lost.Dispose();
}
