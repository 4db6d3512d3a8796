using Items.Data.Log;
using RabbitMQ.Client.Events;

namespace Items.Api.Relay;

/// <summary>
/// The batches that are with the broker and not confirmed yet. Delivery tags of a channel count up from 1; the broker confirms them singly or up to a tag, in any order.
/// Its callbacks come from the connection's reader, batches come and go with the relay, hence the lock.
/// </summary>
internal sealed class ConfirmWindow
{
    private readonly Lock _lock = new();
    private readonly Queue<SentBatch> _batches = new();
    private ulong _nextTag = 1;
    private Exception? _failure;

    /// <summary>Completes when the oldest batch may have been confirmed, or one is refused, or the channel has ended.</summary>
    public LogSignal Changed { get; } = new();

    /// <summary>Events that are not confirmed, or not taken off yet.</summary>
    public int Count { get; private set; }

    /// <summary>Before publishing: the channel's next messages are these events.</summary>
    public SentBatch Open(IReadOnlyList<LogEvent> events, long now)
    {
        lock (_lock)
        {
            var batch = new SentBatch(events, _nextTag, now);
            _nextTag += (ulong)batch.Count;
            Count += batch.Count;
            _batches.Enqueue(batch);
            return batch;
        }
    }

    /// <summary>Takes off the oldest batch if all of it is confirmed.</summary>
    /// <exception cref="InvalidOperationException">The broker refused a message, or the channel has ended: what is not confirmed never will be.</exception>
    public SentBatch? TakeConfirmed()
    {
        lock (_lock)
        {
            if (_batches.TryPeek(out var batch) && batch.IsConfirmed)
            {
                Count -= batch.Count;
                return _batches.Dequeue();
            }

            return _failure is null ? null : throw _failure;
        }
    }

    /// <summary>When the oldest batch was sent; null when none is out.</summary>
    public long? OldestSentAt()
    {
        lock (_lock)
        {
            return _batches.TryPeek(out var batch) ? batch.SentAt : null;
        }
    }

    public Task OnAckAsync(object sender, BasicAckEventArgs ack)
    {
        lock (_lock)
        {
            foreach (var batch in _batches)
            {
                batch.Confirm(ack.DeliveryTag, ack.Multiple);
            }

            if (!_batches.TryPeek(out var oldest) || !oldest.IsConfirmed)
            {
                return Task.CompletedTask;
            }
        }

        Changed.Advance();
        return Task.CompletedTask;
    }

    public Task OnNackAsync(object sender, BasicNackEventArgs nack)
    {
        Fail("The broker refused a message.");
        return Task.CompletedTask;
    }

    public Task OnShutdownAsync(object sender, ShutdownEventArgs shutdown)
    {
        Fail($"The broker's channel ended: {shutdown.ReplyCode} {shutdown.ReplyText}");
        return Task.CompletedTask;
    }

    /// <summary>Ends the spans of what will not be confirmed.</summary>
    public void EndSpans()
    {
        lock (_lock)
        {
            foreach (var batch in _batches)
            {
                batch.Spans.End();
            }
        }
    }

    private void Fail(string reason)
    {
        lock (_lock)
        {
            _failure ??= new InvalidOperationException(reason);
        }

        Changed.Advance();
    }
}
