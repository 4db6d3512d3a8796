using Items.Contracts;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.ServiceDiscovery;

namespace Items.Api.Streams;

/// <summary>Finds the origin under which the client that asks can reach the streams.</summary>
internal sealed class StreamAddress(IOptions<StreamAddressOptions> options, IOptions<ForwardedHeadersOptions> forwarding, ServiceEndpointResolver resolver)
{
    public async ValueTask<Uri> FindAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (options.Value.PublicOrigin is { } configured)
        {
            return configured;
        }

        // The forwarding middleware keeps the original value aside when it has believed a neighbour.
        if (request.Headers.ContainsKey(forwarding.Value.OriginalHostHeaderName))
        {
            return new Uri($"{request.Scheme}://{request.Host}");
        }

        var gateway = await resolver.GetEndpointsAsync($"http://{ServiceNames.Gateway}", cancellationToken);
        return gateway.Endpoints.Select(endpoint => endpoint.EndPoint).OfType<UriEndPoint>().FirstOrDefault()?.Uri
            ?? new Uri($"{request.Scheme}://{request.Host}");
    }
}
