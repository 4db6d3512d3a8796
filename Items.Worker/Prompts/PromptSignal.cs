using Items.Data.Log;

namespace Items.Worker.Prompts;

/// <summary>
/// Says that there may be something to deliver. Messages, notifications and this process' own loops set it, the dispatcher waits for it. A hint: it may come too often, and the dispatcher
/// looks from time to time as well.
/// </summary>
internal sealed class PromptSignal
{
    private readonly LogSignal _work = new();
    private readonly LogSignal _changes = new();
    private readonly LogSignal _looks = new();
    private long _head;

    /// <summary>The highest sequence number that was told of.</summary>
    public long Head => Interlocked.Read(ref _head);

    /// <summary>Completes at the next prompt of any kind. Take it before looking.</summary>
    public Task Next => _work.Next;

    /// <summary>Completes at the next change that a client made.</summary>
    public Task NextChange => _changes.Next;

    /// <summary>Completes when the dispatcher has looked, or tried to, the next time.</summary>
    public Task Look => _looks.Next;

    /// <summary>The log has grown up to here.</summary>
    public void Grown(long seq)
    {
        Learn(seq);
        _work.Advance();
    }

    /// <summary>Something may be due that was not before.</summary>
    public void Due() => _work.Advance();

    /// <summary>A client has changed a webhook, or asked for a test.</summary>
    public void Changed()
    {
        _changes.Advance();
        _work.Advance();
    }

    /// <summary>The dispatcher has looked.</summary>
    public void Looked() => _looks.Advance();

    /// <summary>Whoever has read the log knows it as well.</summary>
    public void Learn(long seq)
    {
        for (var known = Head; known < seq;)
        {
            var before = Interlocked.CompareExchange(ref _head, seq, known);
            if (before == known)
            {
                return;
            }

            known = before;
        }
    }
}
