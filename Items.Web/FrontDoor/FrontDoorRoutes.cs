using Items.Contracts;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.LoadBalancing;

namespace Items.Web.FrontDoor;

/// <summary>Which paths lead to which process. The site itself is everything else.</summary>
internal static class FrontDoorRoutes
{
    private static readonly string[] ApiPaths = ["/api", "/openapi", "/scalar", "/problems"];
    private static readonly string[] StreamPaths = [StreamNames.WebSocketPath, StreamNames.SsePath];

    public static IReadOnlyList<RouteConfig> Routes { get; } =
        [.. ApiPaths.Select(path => Route(path, ServiceNames.Api)), .. StreamPaths.Select(path => Route(path, ServiceNames.Gateway))];

    public static IReadOnlyList<ClusterConfig> Clusters(FrontDoorOptions options) =>
    [
        Cluster(ServiceNames.Api, options.ApiTimeout, LoadBalancingPolicies.PowerOfTwoChoices, options),
        // Streams last: the replica with the fewest open requests is the one with the fewest subscribers.
        Cluster(ServiceNames.Gateway, options.StreamTimeout, LoadBalancingPolicies.LeastRequests, options),
    ];

    private static RouteConfig Route(string path, string service) => new()
    {
        RouteId = path.TrimStart('/'),
        ClusterId = service,
        Match = new() { Path = path + "/{**rest}" },
        // X-Forwarded-For, -Proto and -Host are set by YARP from what this process saw itself; the standard header has no such default.
        Transforms = [new Dictionary<string, string>(StringComparer.Ordinal) { ["RequestHeaderRemove"] = "Forwarded" }],
    };

    private static ClusterConfig Cluster(string service, TimeSpan timeout, string loadBalancing, FrontDoorOptions options) => new()
    {
        ClusterId = service,
        LoadBalancingPolicy = loadBalancing,
        Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal) { [service] = new() { Address = $"http://{service}" } },
        HttpRequest = new ForwarderRequestConfig { ActivityTimeout = timeout },
        HealthCheck = new()
        {
            AvailableDestinationsPolicy = "HealthyOrPanic",
            Passive = new() { Enabled = true, Policy = UnreachableReplicas.PolicyName, ReactivationPeriod = options.ReplicaPause },
        },
    };
}

/// <summary>Gives YARP the routes above; they depend on options, which are known only when the host is built.</summary>
internal sealed class FrontDoorConfig(IOptions<FrontDoorOptions> options) : IProxyConfigProvider
{
    private readonly InMemoryConfigProvider _config = new(FrontDoorRoutes.Routes, FrontDoorRoutes.Clusters(options.Value));

    public IProxyConfig GetConfig() => _config.GetConfig();
}
