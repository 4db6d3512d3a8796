using FsCheck.Xunit;
using Items.StreamGateway.Tests.World;
using Items.StreamGateway.WebSockets;

namespace Items.StreamGateway.Tests.WebSockets;

public sealed class ClientFrameTests
{
    [Property]
    public bool A_ping_is_read_as_it_was_sent_and_not_before_it_is_whole(byte[] payload)
    {
        payload = [.. payload.Take(125)];
        var bytes = RawClient.Frame(0x89, payload);
        for (var length = 0; length < bytes.Length; length++)
        {
            if (ClientFrame.Parse(bytes.AsSpan(0, length)).Kind != ClientFrameKind.Incomplete)
            {
                return false;
            }
        }

        var frame = ClientFrame.Parse(bytes);
        return frame.Kind == ClientFrameKind.Ping && frame.Unmask(bytes).AsSpan().SequenceEqual(payload)
            && frame.HeaderLength + frame.PayloadLength == bytes.Length;
    }

    [Property(MaxTest = 10_000)]
    public bool Any_bytes_are_something(byte[] bytes)
    {
        var frame = ClientFrame.Parse(bytes);
        return frame.Kind is ClientFrameKind.Incomplete or ClientFrameKind.Invalid || (frame.HeaderLength <= bytes.Length && frame.PayloadLength >= 0);
    }

    [Property]
    public bool A_full_buffer_is_never_incomplete(byte[] bytes)
    {
        var buffer = new byte[ClientFrame.MaxLength];
        bytes.AsSpan(0, Math.Min(bytes.Length, buffer.Length)).CopyTo(buffer);
        return ClientFrame.Parse(buffer).Kind != ClientFrameKind.Incomplete;
    }
}
