using System.Net;

namespace Items.Worker.Requests;

/// <summary>Looks names up: the outside world, of which tests make their own.</summary>
internal interface IHostResolver
{
    /// <exception cref="System.Net.Sockets.SocketException">The name has no address, or cannot be looked up.</exception>
    Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken);
}
