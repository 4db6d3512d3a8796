using System.Net;
using System.Net.Sockets;
using System.Text;
using Items.Testing.Processes;

namespace Items.StreamGateway.Tests.World;

/// <summary>A connection on which a test writes whatever bytes it likes.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private readonly TcpClient _tcp;
    private readonly NetworkStream _stream;

    private RawClient(TcpClient tcp) => (_tcp, _stream) = (tcp, tcp.GetStream());

    public static async Task<RawClient> ConnectAsync(HostProcess gateway, int? receiveBuffer = null)
    {
        var tcp = new TcpClient(AddressFamily.InterNetwork);
        if (receiveBuffer is { } bytes)
        {
            tcp.ReceiveBufferSize = bytes;
        }

        await tcp.ConnectAsync(IPAddress.Loopback, gateway.Port);
        return new RawClient(tcp);
    }

    /// <summary>A WebSocket after its handshake.</summary>
    public static async Task<RawClient> UpgradeAsync(HostProcess gateway, string query = "", int? receiveBuffer = null)
    {
        var client = await ConnectAsync(gateway, receiveBuffer);
        await client.SendAsync(
            $"GET /ws{query} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        (await client.ReadHeadAsync()).ShouldContain("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        return client;
    }

    /// <summary>An HTTP answer after its head, e.g. an event stream.</summary>
    public static async Task<RawClient> GetAsync(HostProcess gateway, string path, int? receiveBuffer = null)
    {
        var client = await ConnectAsync(gateway, receiveBuffer);
        await client.SendAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        (await client.ReadHeadAsync()).ShouldStartWith("HTTP/1.1 200");
        return client;
    }

    /// <summary>The port of our end.</summary>
    public int Port => ((IPEndPoint)_tcp.Client.LocalEndPoint!).Port;

    /// <summary>The port of the gateway's end.</summary>
    public int ServerPort => ((IPEndPoint)_tcp.Client.RemoteEndPoint!).Port;

    /// <summary>Sends no more; reading goes on (a half-closed connection).</summary>
    public void EndSending() => _tcp.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the connection without any order (RST).</summary>
    public void Reset()
    {
        _tcp.LingerState = new LingerOption(enable: true, seconds: 0);
        _tcp.Close();
    }

    public Task SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await _stream.WriteAsync(bytes);

    /// <summary>A masked client frame, final unless the first byte says otherwise.</summary>
    public static byte[] Frame(byte first, ReadOnlySpan<byte> payload)
    {
        byte[] mask = [0x37, 0xFA, 0x21, 0x3D];
        var masked = payload.ToArray();
        for (var i = 0; i < masked.Length; i++)
        {
            masked[i] ^= mask[i % 4];
        }

        byte[] length = payload.Length <= 125
            ? [(byte)(0x80 | payload.Length)]
            : [0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length];
        return [first, .. length, .. mask, .. masked];
    }

    /// <summary>Reads a response's status line and headers.</summary>
    public async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append((char)(await ReadExactlyAsync(1))[0]);
        }

        return head.ToString();
    }

    /// <summary>Reads until these characters have passed.</summary>
    public async Task ReadUntilAsync(string text)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[64 * 1024];
        var kept = "";
        while (!kept.Contains(text, StringComparison.Ordinal))
        {
            var read = await _stream.ReadAsync(buffer, limit.Token);
            read.ShouldBeGreaterThan(0, "the connection ended");
            kept = string.Concat(kept.AsSpan(Math.Max(0, kept.Length - text.Length)), Encoding.ASCII.GetString(buffer, 0, read));
        }
    }

    /// <summary>Reads, and keeps nothing, until the connection ends in whichever way.</summary>
    public async Task ReadToEndAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await _stream.ReadAsync(buffer) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A reset is an end.
        }
    }

    /// <summary>The next server frame: its first byte and its payload; null at the end of the connection.</summary>
    public async Task<(byte First, byte[] Payload)?> ReadFrameAsync()
    {
        try
        {
            var head = await ReadExactlyAsync(2);
            (head[1] & 0x80).ShouldBe(0, "a server must not mask");
            var length = head[1] switch
            {
                126 => System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(await ReadExactlyAsync(2)),
                127 => (long)System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(await ReadExactlyAsync(8)),
                var shortLength => shortLength,
            };
            return (head[0], await ReadExactlyAsync((int)length));
        }
        catch (Exception exception) when (exception is IOException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _tcp.Dispose();
    }

    private async Task<byte[]> ReadExactlyAsync(int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, limit.Token);
        return bytes;
    }
}
