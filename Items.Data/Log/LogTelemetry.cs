using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Items.Data.Log;

/// <summary>Spans and metrics of the log. A request that is not sampled pays one branch.</summary>
internal static class LogTelemetry
{
    private const string Name = "Items.Data";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<int> CommitSize = Meter.CreateHistogram<int>("items.log.commit.size", "{change}", "Changes in one commit");
    private static readonly Counter<long> Changes = Meter.CreateCounter<long>("items.log.changes", "{change}", "Changes by their result");

    public static Activity? StartAppend() => Activity.Current is { Recorded: true } ? Source.StartActivity("append") : null;

    public static void EndAppend(Activity? span, ChangeOutcome outcome)
    {
        if (span is not null)
        {
            span.SetTag("items.change.result", outcome.Result.ToString());
            span.SetTag("items.log.position", outcome.Position.ToString());
        }
    }

    public static void Committed(ChangeOutcome[] outcomes)
    {
        CommitSize.Record(outcomes.Length);
        if (Changes.Enabled)
        {
            foreach (var outcome in outcomes)
            {
                Changes.Add(1, new KeyValuePair<string, object?>("result", outcome.IsReplay ? "Replayed" : outcome.Result.ToString()));
            }
        }
    }
}
