using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Items.Benchmarks.FanOut;

/// <summary>A subscriber that costs next to nothing: a socket, and a count of the messages in what it receives.</summary>
internal sealed class Subscriber(Protocol protocol) : Poller.IReader, IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 60_000 };
    private readonly MessageCounter _counter = protocol.CreateCounter();
    private volatile bool _hasEnded;

    /// <summary>Messages since it subscribed.</summary>
    public long Messages => _counter.Messages;

    /// <summary>Bytes since it subscribed.</summary>
    public long Bytes { get; private set; }

    /// <summary>The connection has ended.</summary>
    public bool HasEnded => _hasEnded;

    SafeHandle Poller.IReader.Socket => _socket.SafeHandle;

    /// <summary>Connects, says what the protocol wants to be said, and lets the poller read from there on. Blocks, because a socket that was ever waited for otherwise is .NET's to poll as well.</summary>
    public void Subscribe(int port, Poller poller)
    {
        _socket.Connect(IPAddress.Loopback, port);
        var buffer = new byte[32 * 1024];
        var filled = 0;
        foreach (var (sent, answer) in protocol.Handshake(port))
        {
            _socket.Send(sent);
            int length;
            while ((length = answer(buffer.AsSpan(0, filled))) == 0)
            {
                var read = _socket.Receive(buffer.AsSpan(filled));
                filled += read > 0 ? read : throw new InvalidOperationException($"The server ended the connection: {System.Text.Encoding.Latin1.GetString(buffer, 0, filled)}");
            }

            buffer.AsSpan(length..filled).CopyTo(buffer);
            filled -= length;
        }

        _counter.Count(buffer.AsSpan(0, filled));
        poller.Read(this);
    }

    /// <summary>What was published and arrived, in milliseconds, for some of the messages since the last call.</summary>
    public List<double> TakeLatencies() => _counter.TakeLatencies();

    public void Dispose() => _socket.Dispose();

    void Poller.IReader.Take(ReadOnlySpan<byte> piece)
    {
        Bytes += piece.Length;
        _counter.Count(piece);
    }

    void Poller.IReader.End() => _hasEnded = true;
}
