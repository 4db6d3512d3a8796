using System.Net;
using System.Net.Sockets;
using Items.Data.Webhooks;

namespace Items.Worker.Requests;

/// <summary>
/// Connects to checked addresses only. A name is looked up once for each connection, and the connection goes to one of the addresses that were checked, not to the name: a name that
/// answers differently a moment later (DNS rebinding) changes nothing. What is no public address is left out, and refused when nothing else is left.
/// </summary>
internal sealed class GuardedConnections(IHostResolver resolver, TargetPolicy policy)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await ResolveAsync(host, cancellationToken);
        var allowed = Array.FindAll(addresses, policy.Allows);
        if (allowed.Length == 0 && addresses.Length > 0)
        {
            throw new TargetRefusedException($"{host} leads to {string.Join(", ", addresses.Take(4).Select(address => address.ToString()))}, where nothing is delivered.");
        }

        return await ConnectAsync(allowed, port, cancellationToken);
    }

    private async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return await resolver.ResolveAsync(host, cancellationToken);
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new NameTimeoutException($"The name {host} could not be resolved in time.", exception);
        }
    }

    private static async Task<Stream> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        SocketException? last = null;
        foreach (var address in addresses)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException exception)
            {
                socket.Dispose();
                last = exception;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }
}
