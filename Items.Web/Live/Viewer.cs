using System.Buffers;
using Items.Contracts;

namespace Items.Web.Live;

/// <summary>
/// One open page: a position in the ring, and what it was last told. It holds no queue; being slow costs it nothing but, at worst, reading its list
/// anew.
/// </summary>
internal sealed class Viewer
{
    private readonly LiveHub _hub;
    private readonly int _writeSize;
    private string? _epoch;
    private long _position;
    private bool? _isOnline;
    private int _beats;

    public Viewer(LiveHub hub, Cursor? after, int writeSize)
    {
        (_hub, _writeSize, _beats) = (hub, writeSize, hub.Beats);
        // Without a position there is nothing to continue; the page just follows from now on.
        var start = after ?? hub.Ring?.HeadCursor ?? new Cursor(null, 0);
        (_epoch, _position) = (start.Epoch, start.Seq);
    }

    /// <summary>Copies what is new, up to about the write size, and says how many bytes that was.</summary>
    public int CopyNews(IBufferWriter<byte> output)
    {
        var written = CopyState(output);
        if (_hub.Ring is { } ring)
        {
            written += CopyChanges(ring, output);
        }

        var beats = _hub.Beats;
        if (beats != _beats && written == 0)
        {
            written = Copy(SseFrame.Heartbeat, output);
        }

        _beats = beats;
        return written;
    }

    private int CopyState(IBufferWriter<byte> output)
    {
        var isOnline = _hub.IsOnline;
        if (isOnline == _isOnline)
        {
            return 0;
        }

        _isOnline = isOnline;
        return Copy(isOnline ? SseFrame.Online : SseFrame.Offline, output);
    }

    /// <summary>A page may be ahead of the ring: it was rendered from the Api, which knows a change first. It waits until the ring passes it.</summary>
    private int CopyChanges(LiveRing ring, IBufferWriter<byte> output)
    {
        _epoch ??= ring.Epoch;
        var written = 0;
        if (_epoch != ring.Epoch || _position + 1 < ring.First)
        {
            written += StartAgain(ring, output);
        }

        for (var head = ring.Head; _position < head && written < _writeSize; _position++)
        {
            if (ring.Read(_position + 1) is not { } frame)
            {
                return written + StartAgain(ring, output);
            }

            written += Copy(frame, output);
        }

        return written;
    }

    private int StartAgain(LiveRing ring, IBufferWriter<byte> output)
    {
        var head = ring.HeadCursor;
        (_epoch, _position) = (head.Epoch, head.Seq);
        return Copy(SseFrame.Refresh(head.ToString()), output);
    }

    private static int Copy(byte[] frame, IBufferWriter<byte> output)
    {
        output.Write(frame);
        return frame.Length;
    }
}
