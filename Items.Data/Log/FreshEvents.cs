using Items.Contracts;

namespace Items.Data.Log;

/// <summary>
/// What this process has committed last, for a follower of the log in the same process: it need not read from Postgres what the process has just written there. Only a shortcut: what is not here,
/// because another process wrote it, or nobody took it in time, is in the log.
/// <para>Concurrency: one append loop adds, one follower takes.</para>
/// <para>Ordering: what is held is one stretch of the log without a gap. A commit that does not continue it begins a new one.</para>
/// <para>Loss: only what Postgres has confirmed to be committed gets here.</para>
/// </summary>
public sealed class FreshEvents
{
    /// <summary>Most events that are held; a follower that is further behind reads the log.</summary>
    public const int MaxEvents = 1_000;

    /// <summary>Most characters of their texts and attributes.</summary>
    public const int MaxCharacters = LogReader.MaxPageBytes;

    private readonly Lock _lock = new();
    private readonly Queue<EventFields> _events = new();
    private string? _epoch;
    private long _last;
    private long _characters;
    private bool _isFollowed;

    /// <summary>From now on commits are kept for the follower, until it ends.</summary>
    public IDisposable Follow() => new Following(this);

    /// <summary>At most <paramref name="limit"/> events that follow a position at once, and no longer held then; none when they are not here.</summary>
    /// <param name="epoch">The life of the log that the follower is in.</param>
    /// <param name="after">The last sequence number that it has.</param>
    /// <param name="limit">At least 1.</param>
    public IReadOnlyList<LogEvent> Take(string epoch, long after, int limit)
    {
        var taken = Dequeue(epoch, after, limit);
        if (taken.Count == 0)
        {
            return [];
        }

        using var json = new EventJson();
        return taken.ConvertAll(fields => new LogEvent(fields.Seq, fields.Type, fields.Traceparent, json.Write(epoch, fields)));
    }

    /// <summary>The outcomes of one commit, which is confirmed.</summary>
    internal void Add(IReadOnlyList<PendingChange> changes, ChangeOutcome[] outcomes)
    {
        lock (_lock)
        {
            if (!_isFollowed)
            {
                return;
            }

            foreach (var i in InOrder(outcomes))
            {
                Add(changes[i].Change, outcomes[i]);
            }
        }
    }

    /// <summary>Where the outcomes with an event are, by its number: a commit of several rounds numbers the changes of the first round first.</summary>
    private static IEnumerable<int> InOrder(ChangeOutcome[] outcomes) =>
        Enumerable.Range(0, outcomes.Length).Where(i => outcomes[i].HasEvent).OrderBy(i => outcomes[i].Position.Seq);

    private void Add(Change change, ChangeOutcome outcome)
    {
        var (epoch, seq) = (outcome.Position.Epoch, outcome.Position.Seq);
        var fields = Fields(change, outcome);
        var isNext = epoch == _epoch && seq == _last + 1;
        if (!isNext || _events.Count == MaxEvents || _characters + Characters(fields) > MaxCharacters)
        {
            Clear();
        }

        _events.Enqueue(fields);
        _characters += Characters(fields);
        (_epoch, _last) = (epoch, seq);
    }

    private List<EventFields> Dequeue(string epoch, long after, int limit)
    {
        var taken = new List<EventFields>();
        lock (_lock)
        {
            while (epoch == _epoch && taken.Count < limit && _events.TryPeek(out var next) && next.Seq <= after + taken.Count + 1)
            {
                _characters -= Characters(_events.Dequeue());
                if (next.Seq > after)
                {
                    taken.Add(next);
                }
            }
        }

        return taken;
    }

    private void Clear()
    {
        _events.Clear();
        _characters = 0;
    }

    private static int Characters(in EventFields fields) => fields.Text.Length + fields.Attributes.Length;

    private static EventFields Fields(Change change, ChangeOutcome outcome)
    {
        var item = outcome.Item!;
        var type = change.Kind == ChangeKind.Delete ? EventTypes.Deleted : outcome.Result == ChangeResult.Created ? EventTypes.Created : EventTypes.Updated;
        return new EventFields(
            outcome.Position.Seq, type, item.Id, item.Text, item.Attributes.Text, item.Version, item.CreatedAt.UtcDateTime, item.UpdatedAt.UtcDateTime, change.Traceparent);
    }

    private sealed class Following : IDisposable
    {
        private readonly FreshEvents _fresh;

        public Following(FreshEvents fresh)
        {
            _fresh = fresh;
            Set(true);
        }

        public void Dispose() => Set(false);

        private void Set(bool isFollowed)
        {
            lock (_fresh._lock)
            {
                _fresh._isFollowed = isFollowed;
                _fresh.Clear();
            }
        }
    }
}
