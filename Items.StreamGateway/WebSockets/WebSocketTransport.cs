using System.IO.Pipelines;
using Items.StreamGateway.Events;
using Items.StreamGateway.Ring;
using Items.StreamGateway.Subscribers;

namespace Items.StreamGateway.WebSockets;

/// <summary>
/// The writing side of a WebSocket: one event per text frame, pings, and what the receiving side leaves to be answered. The receiver never writes; it
/// leaves the latest pong or close here and wakes the subscriber, so frames cannot interleave and a flood of pings costs one pong.
/// </summary>
internal sealed class WebSocketTransport(PipeWriter output, WebSocketSettings settings, TimeProvider time) : StreamTransport(output)
{
    private byte[]? _pong;
    private CloseReason? _close;
    private bool _isClosed;
    private bool _isLost;
    private volatile bool _isDead;
    private long _lastPing = time.GetTimestamp();
    private long _unansweredSince;

    public override string Name => "websocket";

    public override bool IsClosing => _isClosed || _isDead;

    public override bool IsLost => _isLost;

    /// <summary>The peer does not read, so there is nobody to say goodbye to.</summary>
    public bool IsDead => _isDead;

    /// <summary>The peer has sent its close and nothing behind it, so there is nothing to wait for.</summary>
    public bool HasPeerClosed { get; private set; }

    /// <summary>Receiver: the peer has sent its close.</summary>
    public void PeerCloses() => HasPeerClosed = true;

    /// <summary>Receiver: the peer is alive.</summary>
    public void Heard() => Volatile.Write(ref _unansweredSince, 0);

    /// <summary>Receiver: the payload of a ping to be answered; a newer one replaces an older one (RFC 6455, section 5.5.3).</summary>
    public void LeavePong(byte[] payload) => Volatile.Write(ref _pong, payload);

    /// <summary>Receiver: the close to be sent; the first one stays.</summary>
    public void LeaveClose(CloseReason reason) => Interlocked.CompareExchange(ref _close, reason, null);

    /// <summary>Receiver too: the connection has to end, and its peer does not read.</summary>
    public override void GiveUp()
    {
        _isDead = true;
        base.GiveUp();
    }

    public override void Write(ref FrameBatch batch, in RingEvent entry) => batch.Add(entry.WebSocketFrame);

    /// <summary>Frames lie one behind the other in the ring as on the wire, so many are one copy.</summary>
    public override int Write(ref FrameBatch batch, in RingStretch stretch, int wanted)
    {
        batch.Add(stretch.WebSocketFrames(wanted, out var count));
        return count;
    }

    public override void Write(ref FrameBatch batch, in Envelope envelope, ReadOnlySpan<byte> json)
    {
        Span<byte> header = stackalloc byte[ServerFrame.MaxHeaderLength];
        ServerFrame.WriteHeader(header, ServerFrame.Text, json.Length);
        batch.Add(header[..ServerFrame.HeaderLength(json.Length)]);
        batch.Add(json);
    }

    public override void WriteReplies(ref FrameBatch batch)
    {
        if (IsClosing)
        {
            return;
        }

        if (Interlocked.Exchange(ref _pong, null) is { } pong)
        {
            WriteControl(ref batch, ServerFrame.Pong, pong);
        }

        if (Volatile.Read(ref _close) is { } reason)
        {
            WriteClose(ref batch, reason);
        }
    }

    public override bool TryKeepAlive(ref FrameBatch batch, long now)
    {
        var unanswered = Volatile.Read(ref _unansweredSince);
        if (unanswered != 0 && time.GetElapsedTime(unanswered, now) >= settings.Heartbeat * settings.WebSockets.MissedHeartbeats)
        {
            // Or it lives and has yet to read what lies before the pings, somewhere between here and there. Then it still finds this at the end.
            _isLost = true;
            WriteClose(ref batch, CloseReason.NoAnswer);
            return false;
        }

        if (time.GetElapsedTime(_lastPing, now) >= settings.Heartbeat)
        {
            _lastPing = now;
            Interlocked.CompareExchange(ref _unansweredSince, now, 0);
            WriteControl(ref batch, ServerFrame.Ping, []);
        }

        return true;
    }

    /// <summary>The pings were waiting behind other bytes: the peer's time to answer starts now.</summary>
    public override void Progressed(long now)
    {
        var unanswered = Volatile.Read(ref _unansweredSince);
        if (unanswered != 0)
        {
            Interlocked.CompareExchange(ref _unansweredSince, now, unanswered);
        }
    }

    public override void WriteEnd(ref FrameBatch batch, StreamEnd end) => WriteClose(ref batch, end switch
    {
        StreamEnd.Draining => CloseReason.Restart(Random.Shared.Next((int)settings.RetrySpread.TotalMilliseconds)),
        StreamEnd.PositionGone => CloseReason.PositionGone,
        _ => CloseReason.TryLater,
    });

    private static void WriteControl(ref FrameBatch batch, byte first, scoped ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[2];
        ServerFrame.WriteHeader(header, first, payload.Length);
        batch.Add(header);
        batch.Add(payload);
    }

    private void WriteClose(ref FrameBatch batch, CloseReason reason)
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        Span<byte> payload = stackalloc byte[ServerFrame.MaxControlPayload];
        WriteControl(ref batch, ServerFrame.Close, payload[..reason.Write(payload)]);
    }
}
