using Microsoft.AspNetCore.Connections;

namespace Items.StreamGateway.WebSockets;

/// <summary>
/// The receiving side of a WebSocket. The stream takes no messages, so all there is to read are control frames, in a buffer that just holds one.
/// Whatever a client sends, this ends its own connection at most.
/// </summary>
internal sealed class WebSocketReceiver(Stream input, WebSocketTransport transport, Action wake, int maxFrame)
{
    private readonly byte[] _buffer = new byte[ClientFrame.MaxLength];
    private int _count;
    private long _skip;
    private bool _isDeaf;

    /// <summary>Reads until the peer has closed, its side of the connection has ended, or the connection was aborted.</summary>
    public async Task RunAsync()
    {
        try
        {
            int read;
            while ((read = await input.ReadAsync(_buffer.AsMemory(_count))) > 0)
            {
                transport.Heard();
                _count += read;
                if (!TakeFrames())
                {
                    break;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ConnectionAbortedException or ObjectDisposedException)
        {
            // The connection is gone, which is all there is to know.
        }

        // The end without a close frame is one as well; the answer then finds nobody.
        transport.LeaveClose(CloseReason.NoCode);
        wake();
    }

    /// <summary>Handles the frames in the buffer; false after the peer's close.</summary>
    private bool TakeFrames()
    {
        while (_count > 0)
        {
            if (_isDeaf)
            {
                _count = 0;
                return true;
            }

            if (_skip > 0)
            {
                var skipped = (int)Math.Min(_count, _skip);
                _skip -= skipped;
                Consume(skipped);
                continue;
            }

            var frame = ClientFrame.Parse(_buffer.AsSpan(0, _count));
            if (frame.Kind == ClientFrameKind.Incomplete)
            {
                return true;
            }

            if (!Take(frame))
            {
                return false;
            }
        }

        return true;
    }

    private bool Take(ClientFrame frame)
    {
        switch (frame.Kind)
        {
            case ClientFrameKind.Pong:
                break;
            case ClientFrameKind.Ping:
                transport.LeavePong(frame.Unmask(_buffer));
                wake();
                break;
            case ClientFrameKind.Close:
                transport.LeaveClose(CloseReason.AnswerTo(frame.Unmask(_buffer)));
                return false;
            case ClientFrameKind.Data when frame.PayloadLength <= maxFrame:
                Refuse(CloseReason.NoMessages);
                _skip = frame.PayloadLength;
                Consume(frame.HeaderLength);
                return true;
            default:
                // From here on the bytes cannot be told apart; they are read so that the close frame is not lost in a reset.
                Refuse(frame.Kind == ClientFrameKind.Data ? CloseReason.TooBig : CloseReason.ProtocolError);
                _isDeaf = true;
                return true;
        }

        Consume(frame.HeaderLength + (int)frame.PayloadLength);
        return true;
    }

    private void Refuse(CloseReason reason)
    {
        transport.LeaveClose(reason);
        wake();
    }

    private void Consume(int length)
    {
        _count -= length;
        _buffer.AsSpan(length, _count).CopyTo(_buffer);
    }
}
