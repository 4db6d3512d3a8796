using System.Buffers;
using System.IO.Pipelines;
using Items.StreamGateway.Subscribers;
using Microsoft.AspNetCore.Connections;

namespace Items.StreamGateway.WebSockets;

/// <summary>
/// The receiving side of a WebSocket. The stream takes no messages, so all there is to read are control frames, from the connection's own pipe: an idle
/// connection has no buffer. Whatever a client sends, it ends its own connection at most.
/// </summary>
internal sealed class WebSocketReceiver(PipeReader input, WebSocketTransport transport, Subscriber subscriber, int maxFrame)
{
    private long _skip;
    private bool _isDeaf;

    /// <summary>Reads until the peer has closed, its side of the connection has ended, or the connection was aborted.</summary>
    public async Task RunAsync()
    {
        try
        {
            var isOpen = true;
            while (isOpen)
            {
                var read = await input.ReadAsync();
                transport.Heard();
                isOpen = TakeFrames(read.Buffer, out var consumed) && !read.IsCompleted && !read.IsCanceled;
                input.AdvanceTo(consumed, read.Buffer.End);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ConnectionAbortedException or InvalidOperationException)
        {
            // The connection is gone, which is all there is to know.
        }

        // The end without a close frame is one as well; the answer then finds nobody.
        transport.LeaveClose(CloseReason.NoCode);
        subscriber.Wake();
    }

    /// <summary>Handles the whole frames in the buffer; false after the peer's close.</summary>
    private bool TakeFrames(ReadOnlySequence<byte> buffer, out SequencePosition consumed)
    {
        Span<byte> copy = stackalloc byte[ClientFrame.MaxLength];
        var isOpen = true;
        while (isOpen && !buffer.IsEmpty)
        {
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

            isOpen = Take(frame, front, out var taken);
            buffer = buffer.Slice(taken);
        }

        consumed = buffer.Start;
        return isOpen;
    }

    private bool Take(ClientFrame frame, ReadOnlySpan<byte> bytes, out int taken)
    {
        taken = frame.HeaderLength;
        switch (frame.Kind)
        {
            case ClientFrameKind.Close:
                transport.LeaveClose(CloseReason.AnswerTo(frame.Unmask(bytes)));
                return false;
            case ClientFrameKind.Ping:
                transport.LeavePong(frame.Unmask(bytes));
                subscriber.Wake();
                taken += (int)frame.PayloadLength;
                return true;
            case ClientFrameKind.Pong:
                taken += (int)frame.PayloadLength;
                return true;
            case ClientFrameKind.Data when frame.PayloadLength <= maxFrame:
                Refuse(CloseReason.NoMessages);
                _skip = frame.PayloadLength;
                return true;
            default:
                // From here on the bytes cannot be told apart; they are read so that the close frame is not lost in a reset.
                Refuse(frame.Kind == ClientFrameKind.Data ? CloseReason.TooBig : CloseReason.ProtocolError);
                _isDeaf = true;
                return true;
        }
    }

    private void Refuse(CloseReason reason)
    {
        transport.LeaveClose(reason);
        subscriber.Wake();
    }
}
