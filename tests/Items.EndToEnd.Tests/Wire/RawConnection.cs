using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Items.Testing.Processes;

namespace Items.EndToEnd.Tests.Wire;

/// <summary>A TCP connection to a host, on which a test writes whatever it likes.</summary>
internal sealed class RawConnection : IDisposable
{
    private const string Handshake =
        "Host: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private readonly TcpClient _tcp = new(AddressFamily.InterNetwork) { NoDelay = true };
    private readonly byte[] _one = new byte[1];

    private RawConnection()
    {
    }

    public NetworkStream Stream { get; private set; } = null!;

    public static async Task<RawConnection> OpenAsync(HostProcess host, int? receiveBuffer = null)
    {
        var connection = new RawConnection();
        if (receiveBuffer is { } bytes)
        {
            connection._tcp.ReceiveBufferSize = bytes;
        }

        await connection._tcp.ConnectAsync(IPAddress.Loopback, host.Port);
        connection.Stream = connection._tcp.GetStream();
        return connection;
    }

    /// <summary>Asks for a WebSocket and returns the status: 101 when it is one now.</summary>
    public Task<int> UpgradeAsync(string query = "", string headers = "") => RequestAsync($"GET /ws{query} HTTP/1.1\r\n{Handshake}{headers}\r\n");

    /// <summary>Sends a request and returns the status of the answer; 0 when the host ends the connection, or is silent for the patience.</summary>
    public async Task<int> RequestAsync(string request, TimeSpan? patience = null)
    {
        try
        {
            await SendAsync(Encoding.Latin1.GetBytes(request));
            return await ReadStatusAsync(patience);
        }
        catch (IOException)
        {
            // Refused before it was sent whole; the answer is there all the same, or lost in the reset.
            return await ReadStatusAsync(patience);
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await Stream.WriteAsync(bytes);

    /// <summary>Reads the head of an answer.</summary>
    public async Task<int> ReadStatusAsync(TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(20));
        var head = new StringBuilder();
        try
        {
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                await Stream.ReadExactlyAsync(_one, limit.Token);
                head.Append((char)_one[0]);
            }

            return int.Parse(head.ToString(9, 3), CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return 0;
        }
    }

    /// <summary>
    /// Reads the server's frames up to its close and returns the code: 1005 when it has none (RFC 6455, section 7.1.5), 0 when the connection ends without a close or is
    /// silent for the patience.
    /// </summary>
    public async Task<int> ReadCloseAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            while (true)
            {
                var (first, payload) = await ServerFrame.ReadAsync(Stream, limit.Token);
                switch (first)
                {
                    case ServerFrame.Close:
                        return payload.Length == 0 ? 1005 : BinaryPrimitives.ReadUInt16BigEndian(payload);
                    case ServerFrame.Text or ServerFrame.Ping or ServerFrame.Pong:
                        break;
                    default:
                        throw new InvalidDataException($"The server sent a frame that begins with {first:X2}.");
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return 0;
        }
    }

    /// <summary>Sends no more; reading goes on.</summary>
    public void EndSending()
    {
        try
        {
            _tcp.Client.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The host was quicker.
        }
    }

    /// <summary>Ends the connection without any order (RST).</summary>
    public void Reset()
    {
        _tcp.LingerState = new LingerOption(enable: true, seconds: 0);
        _tcp.Close();
    }

    public void Dispose() => _tcp.Dispose();
}
