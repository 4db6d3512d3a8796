using System.Diagnostics;
using System.IO.Pipelines;
using Items.StreamGateway.Events;
using Items.StreamGateway.Ring;

namespace Items.StreamGateway.Subscribers;

/// <summary>
/// What one subscriber has been given: its position, its filter, and the batch being written. The position moves when bytes are in the connection's
/// pipe; a connection that breaks takes both with it, and the client's own cursor decides where it goes on.
/// </summary>
internal sealed class SubscriberOutput(
    StreamTransport transport, EventFilter? filter, EventRing ring, long position, SubscriberTools tools)
{
    /// <summary>Time for one batch of a stream that is filtered by attributes.</summary>
    private static readonly TimeSpan MaxFillTime = TimeSpan.FromMilliseconds(2);

    private List<Activity>? _deliveries;
    private int _batchEvents;
    private int _batchBytes;
    private long _announced = position;
    private long _announcedAt = tools.Time.GetTimestamp();
    private long _begunAt;

    public StreamTransport Transport { get; } = transport;

    /// <summary>The sequence number of the last event that was sent or skipped.</summary>
    public long Position { get; private set; } = position;

    public long Now => tools.Time.GetTimestamp();

    /// <summary>The batch has taken its time: comparing attributes is work that neither its bytes nor its events bound.</summary>
    public bool IsLate { get; private set; }

    /// <summary>A batch to fill; it takes one event at least.</summary>
    public FrameBatch Begin()
    {
        IsLate = false;
        _begunAt = filter?.Attributes is null ? 0 : Now;
        return new FrameBatch(Transport.Output);
    }

    public bool IsFull(in FrameBatch batch) =>
        IsLate || batch.Bytes >= tools.Options.MaxBatchBytes || Position - _announced >= tools.Options.CheckpointEvents;

    /// <summary>Adds what lies together in the ring, as much of it as the batch holds.</summary>
    public void Add(ref FrameBatch batch, in RingStretch stretch)
    {
        if (filter is null && !stretch.IsTraced)
        {
            var count = Transport.Write(ref batch, stretch, tools.Options.MaxBatchBytes - batch.Bytes);
            _batchEvents += count;
            Position = _announced = Position + count;
            return;
        }

        for (var i = 0; i < stretch.Count && !IsFull(batch); i++)
        {
            Add(ref batch, stretch[i]);
        }
    }

    private void Add(ref FrameBatch batch, in RingEvent entry)
    {
        if (filter is null || filter.Matches(entry))
        {
            Transport.Write(ref batch, entry);
            Announce(entry.Seq);
            if (tools.Tracing.Deliver(entry, Transport.Name) is { } span)
            {
                (_deliveries ??= []).Add(span);
            }
        }

        Considered(entry.Seq);
    }

    public void Add(ref FrameBatch batch, in Envelope envelope, ReadOnlySpan<byte> json)
    {
        if (filter is null || filter.Matches(envelope, json))
        {
            Transport.Write(ref batch, envelope, json);
            Announce(envelope.Seq);
        }

        Considered(envelope.Seq);
    }

    /// <summary>Adds an event that is not of the log; the position stays.</summary>
    public void AddUnnumbered(ref FrameBatch batch, in Envelope envelope, ReadOnlySpan<byte> json)
    {
        Transport.Write(ref batch, envelope, json);
        _batchEvents++;
    }

    /// <summary>The subscriber has everything up to here, and knows it.</summary>
    public void StartAt(long seq)
    {
        Position = _announced = seq;
        _announcedAt = Now;
    }

    /// <summary>Tells a filtered subscriber how far it is, if it is time. An unfiltered one sees every number and needs no telling.</summary>
    public void AddCheckpoint(ref FrameBatch batch, long now)
    {
        if (filter is null || Position == _announced)
        {
            return;
        }

        // One tick early, so that the promised interval holds although the clock is looked at once a tick.
        var due = tools.Options.CheckpointInterval - tools.Options.Tick;
        if (Position - _announced >= tools.Options.CheckpointEvents || tools.Time.GetElapsedTime(_announcedAt, now) >= due)
        {
            var json = Checkpoint.Write(ring.CursorAt(Position), tools.Time.GetUtcNow());
            Transport.Write(ref batch, Checkpoint.EnvelopeAt(ring.Epoch, Position), json);
            _batchEvents--;
            Announce(Position);
        }
    }

    /// <summary>Writes what the connection needs beside events; false when it is closing or dead.</summary>
    public bool TryKeepAlive()
    {
        var batch = new FrameBatch(Transport.Output);
        Transport.WriteReplies(ref batch);
        var isAlive = !Transport.IsClosing && Transport.TryKeepAlive(ref batch, Now);
        Complete(ref batch);
        return isAlive;
    }

    /// <summary>Hands the batch to the pipe.</summary>
    public void Complete(ref FrameBatch batch)
    {
        _batchBytes = batch.Bytes;
        batch.Complete();
    }

    /// <summary>Sends what was completed; false when the connection is gone. Waits as long as the peer does not read, but not for one that is lost.</summary>
    public ValueTask<bool> FlushAsync()
    {
        if (_batchBytes == 0)
        {
            return ValueTask.FromResult(true);
        }

        tools.Metrics.Delivered(_batchEvents, _batchBytes, Transport.Name);
        _batchEvents = _batchBytes = 0;
        try
        {
            var flush = Transport.Output.FlushAsync();
            if (!flush.IsCompleted && Transport.IsLost)
            {
                Transport.GiveUp();
            }

            return flush.IsCompletedSuccessfully && _deliveries is null ? ValueTask.FromResult(IsOpen(flush.Result)) : FinishAsync(flush);
        }
        catch (Exception exception) when (StreamTransport.IsGone(exception))
        {
            return ValueTask.FromResult(false);
        }
    }

    private static bool IsOpen(FlushResult result) => !result.IsCompleted && !result.IsCanceled;

    private async ValueTask<bool> FinishAsync(ValueTask<FlushResult> flush)
    {
        var (isFull, isOpen) = (!flush.IsCompleted, false);
        try
        {
            isOpen = IsOpen(await flush);
            if (isFull)
            {
                Transport.Progressed(tools.Time.GetTimestamp());
            }
        }
        catch (Exception exception) when (StreamTransport.IsGone(exception))
        {
            // Nobody is there to write to, which is all there is to know.
        }

        for (var i = (_deliveries?.Count ?? 0) - 1; i >= 0; i--)
        {
            _deliveries![i].Dispose();
        }

        _deliveries = null;
        return isOpen;
    }

    private void Considered(long seq)
    {
        Position = seq;
        IsLate = filter?.Attributes is not null && tools.Time.GetElapsedTime(_begunAt) >= MaxFillTime;
    }

    private void Announce(long seq)
    {
        _batchEvents++;
        _announced = seq;
        if (filter is not null)
        {
            _announcedAt = tools.Time.GetTimestamp();
        }
    }
}
