using Items.StreamGateway.Ring;
using Items.StreamGateway.Snapshots;

namespace Items.StreamGateway.Subscribers;

/// <summary>
/// One open stream: a cursor and a loop. There is no queue. The loop copies what lies after its cursor, writes it with one flush, and waits: for the
/// peer to take it, for the next event, or for the clock.
/// </summary>
/// <remarks>
/// Concurrency: the loop is the only writer of its connection; whoever wants something written (a pong, a close, a drain) leaves it where the loop looks
/// and wakes it. Ordering: positions are visited one by one, so the stream is the log's order. Loss: a cursor that the ring has left behind reads history
/// until the ring has it again; the two overlap by sequence number, not by time. A snapshot comes before all that and says which cursor it ends at. Slowness: the flush waits; what is held meanwhile is what
/// the connection's pipe had room for. Shutdown: the loop ends itself once it has written what the ring held when the drain began.
/// </remarks>
internal sealed class Subscriber(EventRing ring, SubscriberOutput output, SubscriberTools tools, SnapshotFilter? snapshot)
{
    private readonly WakeUp _wake = new();
    private long _drainUntil = -1;

    private enum Step
    {
        /// <summary>There is more to write.</summary>
        More,

        /// <summary>All is written; wait.</summary>
        Idle,

        /// <summary>The ring has moved past the cursor.</summary>
        Behind,

        /// <summary>The last bytes are in the pipe.</summary>
        Last,

        /// <summary>The peer is gone; it has been told, in case it is not.</summary>
        Dead,
    }

    public static Subscriber Over(StreamTransport transport, OpenedStream opened, SubscriberTools tools) =>
        new(opened.Ring, new SubscriberOutput(transport, opened.Filter, opened.Ring, opened.Position, tools), tools, opened.Snapshot);

    /// <summary>Makes the loop look around.</summary>
    public void Wake() => _wake.Set();

    // Hop 6 of 8: the subscriber's cursor follows the ring, or history, at the pace of its reader.
    public async Task RunAsync(CancellationToken aborted)
    {
        await using var wakeOnAbort = aborted.UnsafeRegister(static state => ((WakeUp)state!).Set(), _wake);
        if (snapshot is not null && !await SendSnapshotAsync(snapshot, aborted))
        {
            return;
        }

        while (!aborted.IsCancellationRequested)
        {
            var step = Fill();
            if (!await output.FlushAsync() || step is Step.Last or Step.Dead)
            {
                return;
            }

            if (step == Step.More && ring.TryYield(_wake))
            {
                await _wake.WaitAsync();
            }
            else if (step == Step.Idle)
            {
                // A ring that has ended wakes nobody any more; the next look finds the end.
                ring.Register(_wake);
                if (ring.Head <= output.Position && !ring.IsEnded)
                {
                    await _wake.WaitAsync();
                }
            }
            else if (step == Step.Behind && !await CatchUpAsync(aborted))
            {
                return;
            }
        }
    }

    private Step Fill()
    {
        var batch = output.Begin();
        var step = Fill(ref batch);
        output.Complete(ref batch);
        return step;
    }

    private Step Fill(ref FrameBatch batch)
    {
        output.Transport.WriteReplies(ref batch);
        if (output.Transport.IsClosing)
        {
            return Step.Last;
        }

        // Looked at before the events: what was appended before the ring ended, or the drain began, is still delivered.
        var ringEnded = ring.IsEnded;
        if (tools.Drain.IsEnding && _drainUntil < 0)
        {
            _drainUntil = ring.Head;
        }

        var step = CopyEvents(ref batch);
        var now = tools.Time.GetTimestamp();
        output.AddCheckpoint(ref batch, now);
        if (EndOf(step, ringEnded) is { } end)
        {
            output.Transport.WriteEnd(ref batch, end);
            return Step.Last;
        }

        return output.Transport.TryKeepAlive(ref batch, now) ? step : Step.Dead;
    }

    private Step CopyEvents(ref FrameBatch batch)
    {
        var head = ring.Head;
        while (output.Position < head)
        {
            if (output.IsFull(batch))
            {
                return Step.More;
            }

            using var stretch = ring.Open(output.Position + 1);
            if (stretch.Count == 0)
            {
                return Step.Behind;
            }

            output.Add(ref batch, stretch);
        }

        return Step.Idle;
    }

    private StreamEnd? EndOf(Step step, bool ringEnded)
    {
        if (_drainUntil >= 0 && (step is Step.Idle or Step.Behind || output.Position >= _drainUntil))
        {
            return StreamEnd.Draining;
        }

        return ringEnded && step is (Step.Idle or Step.Behind) ? StreamEnd.PositionGone : null;
    }

    /// <summary>True when the snapshot is complete and the cursor stands where it ended; else the stream is over.</summary>
    private async Task<bool> SendSnapshotAsync(SnapshotFilter wanted, CancellationToken aborted)
    {
        var source = new SnapshotSource(wanted, ring, output, tools);
        var end = await tools.Turns.RunAsync(source, output, tools, aborted);
        if (source.IsComplete && end is null)
        {
            return true;
        }

        // There is no position yet, so there is nothing to write but the end.
        end ??= tools.Drain.IsEnding ? StreamEnd.Draining : ring.IsEnded ? StreamEnd.PositionGone : null;
        return end is { } reason && await EndAsync(reason);
    }

    private async Task<bool> CatchUpAsync(CancellationToken aborted)
    {
        var end = await tools.Turns.RunAsync(new HistorySource(tools.History, ring, output), output, tools, aborted);
        return end is { } reason ? await EndAsync(reason) : !aborted.IsCancellationRequested;
    }

    /// <summary>Says why the stream ends. Always false: it does not go on.</summary>
    private async Task<bool> EndAsync(StreamEnd reason)
    {
        WriteEnd(reason);
        await output.FlushAsync();
        return false;
    }

    private void WriteEnd(StreamEnd reason)
    {
        var batch = new FrameBatch(output.Transport.Output);
        output.Transport.WriteEnd(ref batch, reason);
        output.Complete(ref batch);
    }
}
