using System.IO.Pipelines;
using System.Text;
using Items.Contracts;
using Items.StreamGateway.Events;
using Items.StreamGateway.Ring;
using Items.StreamGateway.Subscribers;

namespace Items.StreamGateway.Sse;

/// <summary>An event stream (WHATWG HTML, section 9.2): one block per event, comments as signs of life.</summary>
internal sealed class SseTransport(PipeWriter output, SseSettings settings, TimeProvider time) : StreamTransport(output)
{
    private long _lastWrite = time.GetTimestamp();

    public override string Name => "sse";

    /// <summary>
    /// The first block dispatches nothing: it sets the time to reconnect after and the client's last event id. Before a snapshot that is none: a browser that is cut off
    /// in the middle must not go on from what it had before, but begin the snapshot again.
    /// </summary>
    public void WriteStart(ref FrameBatch batch, Cursor? start) =>
        batch.Add(Encoding.ASCII.GetBytes($"retry: {(int)settings.Sse.Retry.TotalMilliseconds}\nid: {start}\n\n"));

    public override void Write(ref FrameBatch batch, in RingEvent entry)
    {
        batch.Add(entry.SseHead);
        batch.Add(entry.Json);
        batch.Add(SseBlock.End);
    }

    public override void Write(ref FrameBatch batch, in Envelope envelope, ReadOnlySpan<byte> json)
    {
        var length = SseBlock.HeadLength(envelope);
        Span<byte> head = stackalloc byte[SseBlock.MaxHeadLength];
        SseBlock.WriteHead(head, envelope);
        batch.Add(head[..length]);
        batch.Add(json);
        batch.Add(SseBlock.End);
    }

    public override bool TryKeepAlive(ref FrameBatch batch, long now)
    {
        if (batch.Bytes > 0)
        {
            _lastWrite = now;
        }
        else if (time.GetElapsedTime(_lastWrite, now) >= settings.Heartbeat)
        {
            _lastWrite = now;
            batch.Add(":\n\n"u8);
        }

        return true;
    }

    /// <summary>A drain says when to come back. After any other end the client reconnects as it does, with its last id, and is told the rest by status code.</summary>
    public override void WriteEnd(ref FrameBatch batch, StreamEnd end)
    {
        if (end == StreamEnd.Draining)
        {
            batch.Add(Encoding.ASCII.GetBytes($"retry: {Random.Shared.Next((int)settings.RetrySpread.TotalMilliseconds)}\n\n"));
        }
    }
}
