using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Items.Testing.Servers;

/// <summary>
/// A TCP relay on loopback in front of a server, which a test can cut and mend: cut, what is connected breaks and nobody gets through. Or it falls silent: a server that takes connections
/// and, from some moment on, answers nothing.
/// </summary>
public sealed class SeverableWire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly Uri _server;
    private readonly Task _accepting;
    private volatile bool _isCut;
    private volatile byte[]? _lastWord;
    private int _connections;

    /// <param name="server">Where it leads; scheme, credentials and path are kept.</param>
    public SeverableWire(Uri server)
    {
        _server = server;
        _listener.Start();
        Address = new UriBuilder(server) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    /// <summary>The server's address through this wire.</summary>
    public Uri Address { get; }

    /// <summary>How many connections there have been.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Breaks every connection, and every later one at once.</summary>
    public void Cut()
    {
        _isCut = true;
        foreach (var client in _open.Keys)
        {
            try
            {
                // Reset, not closed in an orderly way.
                client.LingerState = new LingerOption(enable: true, seconds: 0);
                client.Close();
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // It ended by itself just now.
            }
        }
    }

    /// <summary>From now on the server falls silent on each connection when it has said this.</summary>
    /// <param name="lastWord">Bytes of its protocol that it sends in one piece.</param>
    public void FallSilentAfter(byte[] lastWord) => _lastWord = lastWord;

    /// <summary>Lets connections through again. Those on which it has fallen silent stay so.</summary>
    public void Mend() => (_isCut, _lastWord) = (false, null);

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_ended.Token);
            Interlocked.Increment(ref _connections);
            _ = CarryAsync(client);
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        // Kept, because a client that was closed has none any more.
        var socket = client.Client;
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                _open[socket] = true;
                if (_isCut)
                {
                    return;
                }

                await server.ConnectAsync(_server.Host, _server.Port, _ended.Token);
                var up = client.GetStream().CopyToAsync(server.GetStream(), _ended.Token);
                var down = CopyUntilLastWordAsync(server.GetStream(), client.GetStream());
                await Task.WhenAny(up, down);
            }
            catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
            {
                // Cut, or one of the two ends went away.
            }
            finally
            {
                _open.TryRemove(socket, out _);
            }
        }
    }

    /// <summary>Never ends after the last word: the client has to.</summary>
    private async Task CopyUntilLastWordAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[64 * 1024];
        for (int read; (read = await from.ReadAsync(buffer, _ended.Token)) > 0;)
        {
            var lastWord = _lastWord;
            var found = lastWord is null ? -1 : buffer.AsSpan(0, read).IndexOf(lastWord);
            await to.WriteAsync(buffer.AsMemory(0, found < 0 ? read : found + lastWord!.Length), _ended.Token);
            if (found >= 0)
            {
                await Task.Delay(Timeout.Infinite, _ended.Token);
            }
        }
    }
}
