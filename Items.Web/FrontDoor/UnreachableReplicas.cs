using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace Items.Web.FrontDoor;

/// <summary>
/// Leaves a replica out as soon as one connection to it fails: nobody listens there, so the next request would fail too. Only that counts. A request
/// that broke off says little about the replica, a client that went away nothing. It is tried again after <see cref="FrontDoorOptions.ReplicaPause"/>, and
/// at once when no other is left.
/// </summary>
internal sealed class UnreachableReplicas(IDestinationHealthUpdater health) : IPassiveHealthCheckPolicy
{
    public const string PolicyName = nameof(UnreachableReplicas);

    public string Name => PolicyName;

    public void RequestProxied(HttpContext context, ClusterState cluster, DestinationState destination)
    {
        if (IsUnreachable(context.Features.Get<IForwarderErrorFeature>()))
        {
            var pause = cluster.Model.Config.HealthCheck?.Passive?.ReactivationPeriod ?? TimeSpan.FromSeconds(5);
            health.SetPassive(cluster, destination, DestinationHealth.Unhealthy, pause);
        }
    }

    /// <summary>True when the request never left this process.</summary>
    public static bool IsUnreachable(IForwarderErrorFeature? failure) =>
        failure?.Exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError };
}
