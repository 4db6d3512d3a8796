using Items.ServiceDefaults.Resilience;

namespace Items.StreamGateway.Tail;

/// <summary>When the Api's history is to be asked: at once when something is missing, now and then while the broker brings nothing, and never sooner than its last refusal allows. Used by one loop.</summary>
internal sealed class HistoryPace(TailOptions options, TimeProvider time)
{
    private static readonly TimeSpan AfterForgetting = TimeSpan.FromMilliseconds(50);

    private readonly Backoff _backoff = new(options.MaxRetryDelay);
    private bool _askSoon;
    private long _lastNews = time.GetTimestamp();
    private long _lastAsked;
    private long _notBefore;

    /// <summary>Whether a question has been put off since the last answer.</summary>
    public bool IsWaiting => _notBefore != 0;

    public bool MayAsk => !IsWaiting || time.GetTimestamp() >= _notBefore;

    /// <summary>There is a sign that the log has more than the broker has brought.</summary>
    public void AskSoon() => _askSoon = true;

    /// <summary>The ring has grown.</summary>
    public void HasNews() => _lastNews = time.GetTimestamp();

    /// <param name="isMissing">An event has come before those that precede it.</param>
    /// <param name="bringsNews">The broker is connected, and what it brought last was new.</param>
    public bool IsDue(bool isMissing, bool bringsNews)
    {
        if (!MayAsk)
        {
            return false;
        }

        var sinceAsked = _lastAsked == 0 ? TimeSpan.MaxValue : time.GetElapsedTime(_lastAsked);
        var interval = bringsNews ? options.PollInterval : options.FallbackPollInterval;
        return isMissing
            || (_askSoon && sinceAsked >= options.FallbackPollInterval)
            || (sinceAsked >= interval && time.GetElapsedTime(_lastNews) >= interval);
    }

    public void Asking() => _askSoon = false;

    public void Answered()
    {
        _lastAsked = time.GetTimestamp();
        _notBefore = 0;
        _backoff.Reset();
    }

    /// <summary>It has not answered.</summary>
    public void Refused() => WaitFor(_backoff.Next());

    /// <summary>It does not know the event that was asked for. A short wait, lest a forger of numbers keeps the Api busy.</summary>
    public void Forgot() => WaitFor(AfterForgetting);

    private void WaitFor(TimeSpan pause) => _notBefore = time.GetTimestamp() + (long)(pause.TotalSeconds * time.TimestampFrequency);
}
