using System.Diagnostics;
using Items.Contracts;
using Items.Web.Live;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Items.Web.Pages;

/// <summary>Makes what the pages are sent: each change rendered and framed once, however many pages follow.</summary>
internal sealed class FragmentRenderer(IServiceProvider services, ILoggerFactory loggers, LiveMetrics metrics)
{
    // Hop 8 of 8: the change becomes the fragment that swaps the row on every open page.
    public async Task<byte[]> RenderAsync(ItemEvent change, Cursor cursor)
    {
        using var activity = Continue(change);
        // A renderer keeps what it has rendered until it is disposed, so each change gets its own.
        await using var renderer = new HtmlRenderer(services, loggers);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(LiveFragment.Change)] = change });
            return (await renderer.RenderComponentAsync<LiveFragment>(parameters)).ToHtmlString();
        });
        metrics.Rendered();
        return SseFrame.Message(cursor.ToString(), html);
    }

    /// <summary>The last span of the request that made the change, when that one is recorded; otherwise nothing is made.</summary>
    private static Activity? Continue(ItemEvent change)
    {
        if (!LiveMetrics.Activities.HasListeners()
            || !ActivityContext.TryParse(change.Traceparent, null, isRemote: true, out var parent)
            || !parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded))
        {
            return null;
        }

        var activity = LiveMetrics.Activities.StartActivity("render for pages", ActivityKind.Consumer, parent);
        activity?.SetTag("cloudevents.event_id", change.Id).SetTag("cloudevents.event_type", change.Type);
        return activity;
    }
}
