using System.Collections.Immutable;
using Items.Contracts;
using Microsoft.Extensions.Options;

namespace Items.Web.Live;

/// <summary>
/// What all open pages share: the ring, whether the site itself is connected, the newest changes for pages to come, and one wake-up.
/// <para>Concurrency: <see cref="LiveSubscription"/> is the only writer; a timer beats. Viewers only read. A viewer takes <see cref="Wake"/> first, then
/// looks, then waits, so nothing falls in between.</para>
/// <para>Loss: none that goes unnoticed. A ring that starts anew, or that has moved past a viewer, makes that viewer's page read its list anew.</para>
/// </summary>
internal sealed class LiveHub(IOptions<LiveOptions> options)
{
    private readonly LiveOptions _options = options.Value;
    private TaskCompletionSource _wake = NewWake();
    private LiveRing? _ring;
    private ImmutableList<ItemEvent> _recent = [];
    private volatile bool _isOnline;
    private volatile int _beats;
    private volatile bool _isStopping;

    /// <summary>Completes at the next change of anything here.</summary>
    public Task Wake => Volatile.Read(ref _wake).Task;

    /// <summary>Null until the site has been connected once.</summary>
    public LiveRing? Ring => Volatile.Read(ref _ring);

    /// <summary>The newest changes, newest first.</summary>
    public ImmutableList<ItemEvent> Recent => Volatile.Read(ref _recent);

    /// <summary>True while the gateway's stream is open.</summary>
    public bool IsOnline => _isOnline;

    public int Beats => _beats;

    public bool IsStopping => _isStopping;

    /// <summary>Begins after a position, forgetting what was: every viewer that is elsewhere reads anew.</summary>
    public void StartAt(string epoch, long seq)
    {
        Volatile.Write(ref _recent, []);
        Volatile.Write(ref _ring, new LiveRing(epoch, seq, _options.RingSize));
        WakeAll();
    }

    /// <summary>Adds a change without waking anybody: <see cref="WakeAll"/> follows once for a batch.</summary>
    public void Append(long seq, ItemEvent change, byte[] frame)
    {
        Ring!.Append(seq, frame);
        var recent = _recent.Insert(0, change);
        Volatile.Write(ref _recent, recent.Count > _options.FeedLength ? recent.RemoveAt(recent.Count - 1) : recent);
    }

    public void SetOnline(bool isOnline)
    {
        if (_isOnline != isOnline)
        {
            _isOnline = isOnline;
            WakeAll();
        }
    }

    public void Beat()
    {
        Interlocked.Increment(ref _beats);
        WakeAll();
    }

    public void Stop()
    {
        _isStopping = true;
        WakeAll();
    }

    public void WakeAll() => Interlocked.Exchange(ref _wake, NewWake()).TrySetResult();

    private static TaskCompletionSource NewWake() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
