using System.Globalization;
using System.Net;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.ServiceDiscovery;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.ServiceDiscovery;

namespace Items.Web.FrontDoor;

/// <summary>
/// Turns <c>http://api</c> into one destination for each replica that service discovery knows, and asks again when it says that they
/// changed. (Microsoft.Extensions.ServiceDiscovery.Yarp does the same; it is not on every feed.)
/// </summary>
internal sealed class DiscoveredDestinations(ServiceEndpointResolver discovery) : IDestinationResolver
{
    public async ValueTask<ResolvedDestinationCollection> ResolveDestinationsAsync(
        IReadOnlyDictionary<string, DestinationConfig> destinations, CancellationToken cancellationToken)
    {
        var resolved = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal);
        var changes = new List<IChangeToken>(destinations.Count);
        foreach (var (name, destination) in destinations)
        {
            var source = await discovery.GetEndpointsAsync(destination.Address, cancellationToken);
            changes.Add(source.ChangeToken);
            foreach (var endpoint in source.Endpoints)
            {
                var address = AddressOf(endpoint.EndPoint);
                resolved.TryAdd($"{name} at {address}", destination with { Address = address });
            }
        }

        return new ResolvedDestinationCollection(resolved, changes is [var only] ? only : new CompositeChangeToken(changes));
    }

    private static string AddressOf(EndPoint endpoint) => endpoint switch
    {
        IPEndPoint ip => $"http://{ip}/",
        DnsEndPoint dns => string.Create(CultureInfo.InvariantCulture, $"http://{dns.Host}:{(dns.Port == 0 ? 80 : dns.Port)}/"),
        _ => endpoint.ToString()!, // a UriEndPoint: what configuration gave, scheme and all
    };
}
