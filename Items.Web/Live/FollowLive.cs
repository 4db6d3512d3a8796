using Items.Contracts;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;

namespace Items.Web.Live;

/// <summary><c>GET /live</c>: the changes after a position as HTML fragments, for the site's own pages.</summary>
internal static class FollowLive
{
    public static async Task<IResult> HandleAsync(
        HttpContext context, LiveHub hub, LiveMetrics metrics, IOptions<LiveOptions> options, CancellationToken cancellationToken)
    {
        // A page that reconnects says where it got to; its address still says where it began.
        string? position = context.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } last] ? last : context.Request.Query["after"];
        Cursor? after = null;
        if (!string.IsNullOrEmpty(position))
        {
            if (!Cursor.TryParse(position, out var cursor))
            {
                return TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest, type: ProblemTypes.InvalidRequest, title: "Not a cursor");
            }

            after = cursor;
        }

        OpenStream(context);
        using var viewing = metrics.Viewing();
        await FollowAsync(context, hub, new Viewer(hub, after, options.Value.WriteSize), metrics, cancellationToken);
        return Results.Empty;
    }

    private static void OpenStream(HttpContext context)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null; // a viewer may be as slow as it likes
        }

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
    }

    private static async Task FollowAsync(HttpContext context, LiveHub hub, Viewer viewer, LiveMetrics metrics, CancellationToken cancellationToken)
    {
        var output = context.Response.BodyWriter;
        while (!hub.IsStopping && !cancellationToken.IsCancellationRequested)
        {
            var wake = hub.Wake;
            var written = viewer.CopyNews(output);
            if (written == 0)
            {
                // No timer and no registration per viewer: the hub beats, which is when a closed connection is noticed at the latest.
                await wake;
                continue;
            }

            var flushed = await output.FlushAsync(CancellationToken.None);
            metrics.Sent(written);
            if (flushed.IsCompleted || flushed.IsCanceled)
            {
                return;
            }
        }
    }
}
