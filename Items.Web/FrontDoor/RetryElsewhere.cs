using Yarp.ReverseProxy.Forwarder;

namespace Items.Web.FrontDoor;

/// <summary>
/// A request whose replica could not even be reached goes to another one. It was never sent, but its body may have been read, so this is for requests
/// without one: GET, HEAD, a WebSocket's opening. Nothing is ever sent twice.
/// </summary>
internal static class RetryElsewhere
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var proxied = context.GetReverseProxyFeature();
        var replicas = proxied.AvailableDestinations;
        await next(context);

        while (IsRetryable(context) && proxied.ProxiedDestination is { } failed)
        {
            replicas = [.. replicas.Where(replica => replica != failed)];
            if (replicas.Count == 0)
            {
                return;
            }

            proxied.AvailableDestinations = replicas;
            proxied.ProxiedDestination = null;
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.StatusCode = StatusCodes.Status200OK;
            await next(context);
        }
    }

    private static bool IsRetryable(HttpContext context) =>
        !context.Response.HasStarted
        && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsConnect(context.Request.Method))
        && UnreachableReplicas.IsUnreachable(context.Features.Get<IForwarderErrorFeature>());
}
