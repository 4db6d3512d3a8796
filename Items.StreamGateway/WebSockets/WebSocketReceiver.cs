using System.Buffers;
using System.IO.Pipelines;
using Items.StreamGateway.Subscribers;

namespace Items.StreamGateway.WebSockets;

/// <summary>
/// The receiving side of a WebSocket. The stream takes no messages, so all there is to read are control frames, from the connection's own pipe: an idle
/// connection has no buffer. Whatever a client sends, it ends its own connection at most. Once it has brought that about it has <c>CloseTimeout</c> to read
/// what comes before the close, or else the loop, which may be waiting for it to read, would wait for ever.
/// </summary>
internal sealed class WebSocketReceiver(PipeReader input, WebSocketTransport transport, Subscriber subscriber, WebSocketOptions options, TimeProvider time)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DeafPause = TimeSpan.FromMilliseconds(50);

    private long _skip;
    private bool _isDeaf;
    private bool _isRefused;
    private long _secondStart = time.GetTimestamp();
    private int _pings;

    /// <summary>Reads until the peer's side of the connection has ended, the reader is cancelled, or the connection was aborted.</summary>
    public async Task RunAsync()
    {
        try
        {
            var isOpen = true;
            while (isOpen)
            {
                var read = await input.ReadAsync();
                isOpen = !read.IsCompleted && !read.IsCanceled;
                var isNoise = TakeFrames(read.Buffer, out var consumed);
                input.AdvanceTo(consumed, read.Buffer.End);
                if (isNoise && isOpen)
                {
                    await Task.Delay(DeafPause, time);
                }
            }
        }
        catch (Exception exception) when (StreamTransport.IsGone(exception))
        {
            // The connection is gone, which is all there is to know.
        }

        // The end without a close frame is one as well; the answer then finds nobody.
        End(CloseReason.NoCode);
    }

    /// <summary>Handles the whole frames in the buffer; true when there was something that nobody listens to any more.</summary>
    private bool TakeFrames(ReadOnlySequence<byte> buffer, out SequencePosition consumed)
    {
        Span<byte> copy = stackalloc byte[ClientFrame.MaxLength];
        var isNoise = false;
        while (!buffer.IsEmpty)
        {
            isNoise |= _isDeaf;
            if (_isDeaf || _skip > 0)
            {
                var skipped = _isDeaf ? buffer.Length : Math.Min(buffer.Length, _skip);
                _skip = Math.Max(0, _skip - skipped);
                buffer = buffer.Slice(skipped);
                continue;
            }

            var front = copy[..(int)Math.Min(buffer.Length, copy.Length)];
            buffer.Slice(0, front.Length).CopyTo(front);
            var frame = ClientFrame.Parse(front);
            if (frame.Kind == ClientFrameKind.Incomplete)
            {
                break;
            }

            buffer = buffer.Slice(Take(frame, front, buffer.Length));
        }

        consumed = buffer.Start;
        return isNoise;
    }

    /// <summary>Returns how many bytes were taken of those that there are.</summary>
    private int Take(ClientFrame frame, ReadOnlySpan<byte> bytes, long available)
    {
        // A whole frame is a sign of life. Single bytes are not: a frame could be drawn out for ever.
        transport.Heard();
        switch (frame.Kind)
        {
            case ClientFrameKind.Close:
                var length = frame.HeaderLength + (int)frame.PayloadLength;
                if (available == length)
                {
                    transport.PeerCloses();
                }

                Deafen(CloseReason.AnswerTo(frame.Unmask(bytes)));
                return length;
            case ClientFrameKind.Ping or ClientFrameKind.Pong when ++_pings > options.MaxPingsPerSecond && !IsNextSecond():
                Deafen(CloseReason.TooManyPings);
                return frame.HeaderLength;
            case ClientFrameKind.Ping:
                transport.LeavePong(frame.Unmask(bytes));
                subscriber.Wake();
                return frame.HeaderLength + (int)frame.PayloadLength;
            case ClientFrameKind.Pong:
                return frame.HeaderLength + (int)frame.PayloadLength;
            case ClientFrameKind.Data or ClientFrameKind.Continuation when frame.PayloadLength <= options.MaxClientFrameBytes:
                // No message is ever under way: the first frame of one is refused.
                End(frame.Kind == ClientFrameKind.Data ? CloseReason.NoMessages : CloseReason.ProtocolError);
                _skip = frame.PayloadLength;
                return frame.HeaderLength;
            default:
                Deafen(frame.Kind == ClientFrameKind.Invalid ? CloseReason.ProtocolError : CloseReason.TooBig);
                return frame.HeaderLength;
        }
    }

    private bool IsNextSecond()
    {
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(_secondStart, now) < Second)
        {
            return false;
        }

        (_secondStart, _pings) = (now, 1);
        return true;
    }

    /// <summary>
    /// From here on the bytes are not told apart any more. They are read so that the close frame is not lost in a reset; a buffer at a time with pauses, so that a
    /// client who goes on at full speed is held up by its own connection.
    /// </summary>
    private void Deafen(CloseReason reason)
    {
        End(reason);
        _isDeaf = true;
    }

    private void End(CloseReason reason)
    {
        transport.LeaveClose(reason);
        subscriber.Wake();
        if (!_isRefused)
        {
            _isRefused = true;
            _ = GiveUpAsync();
        }
    }

    /// <summary>When the loop has ended by then, this changes nothing.</summary>
    private async Task GiveUpAsync()
    {
        await Task.Delay(options.CloseTimeout, time);
        transport.GiveUp();
    }
}
