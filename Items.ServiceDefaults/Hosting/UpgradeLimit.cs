using System.Globalization;
using Items.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Items.ServiceDefaults.Hosting;

/// <summary>
/// Counts the connections that are upgraded, or may be, and refuses one too many before anything was done for it. Kestrel has such a limit, but throws when
/// it is met, in the middle of whatever upgrades: 500.
/// </summary>
internal sealed class UpgradeLimit(RequestDelegate next, IOptions<HttpLimitsOptions> limits)
{
    private readonly int _limit = limits.Value.MaxConnections;
    private int _open;

    /// <summary>Not asynchronous itself: that would be memory for every open WebSocket.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true })
        {
            return next(context);
        }

        context.Response.OnCompleted(Leave, this);
        return Interlocked.Increment(ref _open) <= _limit ? next(context) : RefuseAsync(context);
    }

    private static Task Leave(object limit)
    {
        Interlocked.Decrement(ref ((UpgradeLimit)limit)._open);
        return Task.CompletedTask;
    }

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers[HeaderNames.RetryAfter] = Random.Shared.Next(1, 4).ToString(CultureInfo.InvariantCulture);
        return TypedResults.Problem(
            statusCode: StatusCodes.Status503ServiceUnavailable,
            type: ProblemTypes.Unavailable,
            title: "The process has as many connections as it takes.").ExecuteAsync(context);
    }
}
