using System.Net;
using System.Net.Sockets;

namespace Items.Benchmarks.FanOut;

/// <summary>A subscriber that costs next to nothing: a socket, a buffer, and a count of the messages in what it reads.</summary>
internal sealed class Subscriber(Protocol protocol) : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly MessageCounter _counter = protocol.CreateCounter();

    /// <summary>Messages since it subscribed.</summary>
    public long Messages => _counter.Messages;

    /// <summary>Bytes since it subscribed.</summary>
    public long Bytes { get; private set; }

    /// <summary>Ends with the connection.</summary>
    public Task Reading { get; private set; } = Task.CompletedTask;

    /// <summary>Connects, says what the protocol wants to be said, and begins to read.</summary>
    public async Task SubscribeAsync(int port, CancellationToken cancellationToken)
    {
        await _socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        var buffer = new byte[32 * 1024];
        foreach (var (sent, awaited) in protocol.Handshake(port))
        {
            await _socket.SendAsync(sent, cancellationToken);
            await ReadUntilAsync(awaited, buffer, cancellationToken);
        }

        Reading = Task.Run(() => ReadAsync(buffer), cancellationToken);
    }

    /// <summary>What was published and arrived, in milliseconds, for some of the messages since the last call.</summary>
    public List<double> TakeLatencies() => _counter.TakeLatencies();

    public void Dispose() => _socket.Dispose();

    private async Task ReadUntilAsync(byte[] awaited, byte[] buffer, CancellationToken cancellationToken)
    {
        for (var filled = 0; buffer.AsSpan(0, filled).IndexOf(awaited) < 0;)
        {
            var read = await _socket.ReceiveAsync(buffer.AsMemory(filled), cancellationToken);
            filled += read > 0 ? read : throw new InvalidOperationException($"The server ended the connection: {System.Text.Encoding.Latin1.GetString(buffer, 0, filled)}");
        }
    }

    private async Task ReadAsync(byte[] buffer)
    {
        try
        {
            while (await _socket.ReceiveAsync(buffer.AsMemory()) is > 0 and var read)
            {
                Bytes += read;
                _counter.Count(buffer.AsSpan(0, read));
            }
        }
        catch (SocketException)
        {
            // Disposed, or the server is gone: the count tells how far it came.
        }
    }
}
