using RabbitMQ.Client.Events;

namespace Items.Api.Relay;

/// <summary>
/// The publisher confirms that one batch waits for. Delivery tags of a channel count up from 1; the broker confirms them singly or up to a tag, in any order.
/// Its callbacks come from the connection's reader, the batch from the relay, hence the lock.
/// </summary>
internal sealed class ConfirmWindow
{
    private readonly Lock _lock = new();
    private bool[] _confirmed = [];
    private ulong _first = 1;
    private int _open;
    private TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Before publishing a batch of this size.</summary>
    /// <returns>Completes when all of it is confirmed; fails when one is refused or the channel ends.</returns>
    public Task Open(int count)
    {
        lock (_lock)
        {
            _first += (ulong)_confirmed.Length;
            _confirmed = new bool[count];
            _open = count;
            if (!_done.Task.IsFaulted)
            {
                _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return _done.Task;
        }
    }

    public Task OnAckAsync(object sender, BasicAckEventArgs ack)
    {
        lock (_lock)
        {
            var last = (long)ack.DeliveryTag - (long)_first;
            if (last < 0 || last >= _confirmed.Length)
            {
                return Task.CompletedTask;
            }

            for (var i = ack.Multiple ? 0 : last; i <= last; i++)
            {
                if (!_confirmed[i])
                {
                    _confirmed[i] = true;
                    _open--;
                }
            }

            if (_open == 0)
            {
                _done.TrySetResult();
            }
        }

        return Task.CompletedTask;
    }

    public Task OnNackAsync(object sender, BasicNackEventArgs nack)
    {
        Fail(new InvalidOperationException("The broker refused a message."));
        return Task.CompletedTask;
    }

    public Task OnShutdownAsync(object sender, ShutdownEventArgs shutdown)
    {
        Fail(new InvalidOperationException($"The broker's channel ended: {shutdown.ReplyCode} {shutdown.ReplyText}"));
        return Task.CompletedTask;
    }

    private void Fail(Exception reason)
    {
        lock (_lock)
        {
            if (!_done.TrySetException(reason) && !_done.Task.IsFaulted)
            {
                _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _done.SetException(reason);
            }

            // Nobody may be waiting when the channel ends between two batches.
            _ = _done.Task.Exception;
        }
    }
}
