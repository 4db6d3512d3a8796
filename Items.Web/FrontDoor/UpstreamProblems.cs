using Items.Contracts;
using Yarp.ReverseProxy.Forwarder;

namespace Items.Web.FrontDoor;

/// <summary>A process behind the front door that does not answer becomes a problem (RFC 9457) instead of an empty page.</summary>
internal static class UpstreamProblems
{
    private const string RetryAfterSeconds = "1";
    private const string UnknownOutcome = "The change may or may not have been made: a request with an Idempotency-Key can be repeated safely, otherwise look before repeating it.";

    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        var failure = context.Features.Get<IForwarderErrorFeature>();
        if (failure is null || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested || IsClientsFault(failure.Error))
        {
            return;
        }

        var neverSent = failure.Error is ForwarderError.NoAvailableDestinations || UnreachableReplicas.IsUnreachable(failure);
        var isUnknown = !neverSent && !IsSafe(context.Request.Method);
        var status = neverSent ? StatusCodes.Status503ServiceUnavailable
            : failure.Error is ForwarderError.RequestTimedOut ? StatusCodes.Status504GatewayTimeout
            : StatusCodes.Status502BadGateway;
        var problem = TypedResults.Problem(
            statusCode: status,
            type: ProblemTypes.Unavailable,
            title: "A part of the system does not answer",
            detail: $"The {context.GetReverseProxyFeature().Cluster.Config.ClusterId} does not answer. {(isUnknown ? UnknownOutcome : "Try again.")}",
            extensions: isUnknown ? [new("outcome", "unknown")] : null);
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        await problem.ExecuteAsync(context);
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private static bool IsClientsFault(ForwarderError error) =>
        error is ForwarderError.RequestBodyClient or ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled
            or ForwarderError.ResponseBodyClient or ForwarderError.UpgradeRequestClient or ForwarderError.UpgradeResponseClient;
}
