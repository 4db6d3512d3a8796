using System.Buffers.Binary;
using System.Text;

namespace Items.StreamGateway.WebSockets;

/// <summary>The payload of a close frame (RFC 6455, section 7.4).</summary>
/// <param name="Code">Why; null closes without saying.</param>
/// <param name="Text">The same for people; ASCII, at most 123 bytes.</param>
internal sealed record CloseReason(ushort? Code, string Text = "")
{
    public const ushort ProtocolErrorCode = 1002;

    public static CloseReason ProtocolError { get; } = new(ProtocolErrorCode, "protocol error");

    public static CloseReason NoCode { get; } = new(Code: null);

    public static CloseReason NotText { get; } = new(1007, "the close reason is not UTF-8");

    public static CloseReason NoMessages { get; } = new(1003, "this stream takes no messages");

    public static CloseReason TooManyPings { get; } = new(1008, "too many pings");

    public static CloseReason TooBig { get; } = new(1009, "frame too big");

    public static CloseReason TryLater { get; } = new(1013, "history is not available, resume later");

    /// <summary>Of the range for applications, and like the 410 that reconnecting will get.</summary>
    public static CloseReason PositionGone { get; } = new(4410, "position gone, start again from a snapshot");

    /// <summary>Of the range for applications, and like HTTP's 408.</summary>
    public static CloseReason NoAnswer { get; } = new(4408, "no answer to pings, resume");

    public static CloseReason Restart(int retryMilliseconds) => new(1012, $"service restart, retry after {retryMilliseconds} ms");

    /// <summary>Writes the payload and returns its length.</summary>
    public int Write(Span<byte> destination)
    {
        if (Code is not { } code)
        {
            return 0;
        }

        BinaryPrimitives.WriteUInt16BigEndian(destination, code);
        return sizeof(ushort) + Encoding.ASCII.GetBytes(Text, destination[sizeof(ushort)..]);
    }

    /// <summary>What answers a client's close: its own code, or what was wrong with it.</summary>
    public static CloseReason AnswerTo(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return NoCode;
        }

        if (payload.Length == 1)
        {
            return ProtocolError;
        }

        var code = BinaryPrimitives.ReadUInt16BigEndian(payload);
        var isAllowed = code is >= 1000 and <= 1014 and not (1004 or 1005 or 1006) or >= 3000 and <= 4999;
        return !isAllowed ? ProtocolError : System.Text.Unicode.Utf8.IsValid(payload[sizeof(ushort)..]) ? new CloseReason(code) : NotText;
    }
}
