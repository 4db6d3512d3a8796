using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Items.Worker.Tests.World;

/// <summary>An endpoint that answers every request with the same bytes, whether they are HTTP or not.</summary>
internal sealed class RawEndpoint : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    public RawEndpoint(string answer)
    {
        _listener.Start();
        _loop = ServeAsync(Encoding.Latin1.GetBytes(answer));
    }

    public string Url => $"http://{_listener.LocalEndpoint}/hook";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(byte[] answer)
    {
        var request = new byte[64 * 1024];
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            var stream = client.GetStream();
            try
            {
                await stream.WriteAsync(answer, _stop.Token);
                client.Client.Shutdown(SocketShutdown.Send);
                // To its end: closed with a part of the request unread, the connection would be reset, and the answer lost.
                while (await stream.ReadAsync(request, _stop.Token) > 0)
                {
                }
            }
            catch (IOException)
            {
                // The other side has closed.
            }
        }
    }
}
