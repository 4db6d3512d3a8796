using System.IO.Pipelines;
using System.Net.Sockets;
using Items.StreamGateway.Events;
using Items.StreamGateway.Ring;

namespace Items.StreamGateway.Subscribers;

/// <summary>How one connection's bytes look. Everything here is called by the subscriber's loop only, which is the connection's one writer.</summary>
internal abstract class StreamTransport(PipeWriter output)
{
    /// <summary>The connection's pipe.</summary>
    public PipeWriter Output { get; } = output;

    /// <summary>The transport in metrics and traces.</summary>
    public abstract string Name { get; }

    /// <summary>The peer, or a mistake of its, has ended the stream: <see cref="WriteReplies"/> has written the last bytes.</summary>
    public virtual bool IsClosing => false;

    /// <summary>What reading and writing throw when the peer is gone. Kestrel passes on what the socket said (a host that cannot be reached) unless it was a reset.</summary>
    public static bool IsGone(Exception exception) => exception is IOException or SocketException or OperationCanceledException or InvalidOperationException;

    /// <summary>Writes an event from the ring.</summary>
    public abstract void Write(ref FrameBatch batch, in RingEvent entry);

    /// <summary>Writes the first events of a stretch, to its end or until they are as many bytes as wanted; at least one. Returns how many.</summary>
    public virtual int Write(ref FrameBatch batch, in RingStretch stretch, int wanted)
    {
        var full = batch.Bytes + wanted;
        var count = 0;
        do
        {
            Write(ref batch, stretch[count]);
            count++;
        }
        while (count < stretch.Count && batch.Bytes < full);
        return count;
    }

    /// <summary>Writes an event from history, or a checkpoint.</summary>
    public abstract void Write(ref FrameBatch batch, in Envelope envelope, ReadOnlySpan<byte> json);

    /// <summary>Writes what the peer is owed: a pong, a close.</summary>
    public virtual void WriteReplies(ref FrameBatch batch)
    {
    }

    /// <summary>Writes a sign of life if it is time; false when the peer has shown none for too long; what is written then is the last.</summary>
    public abstract bool TryKeepAlive(ref FrameBatch batch, long now);

    /// <summary>The pipe has taken bytes after it had been full: the peer reads, if slowly.</summary>
    public virtual void Progressed(long now)
    {
    }

    /// <summary>The peer has shown no sign of life for too long. It is told, if that needs no waiting: nothing waits for it any more.</summary>
    public virtual bool IsLost => false;

    /// <summary>Whatever still waits for the peer to read is given up.</summary>
    public virtual void GiveUp() => Output.CancelPendingFlush();

    /// <summary>Writes the stream's last bytes.</summary>
    public abstract void WriteEnd(ref FrameBatch batch, StreamEnd end);
}
