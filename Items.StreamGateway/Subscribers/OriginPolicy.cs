using Items.StreamGateway.Hosting;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Subscribers;

/// <summary>Which web pages may read the streams. Programs send no <c>Origin</c> and are not asked; CORS does not cover WebSockets, so this does.</summary>
internal sealed class OriginPolicy(IOptions<GatewayOptions> options)
{
    private readonly string[] _allowed = options.Value.Origins;

    public bool Allows(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || _allowed.Contains(GatewayOptions.AnyOrigin, StringComparer.Ordinal)
            || _allowed.Contains(origin, StringComparer.OrdinalIgnoreCase)
            || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
