using System.Collections.Concurrent;
using System.Diagnostics;
using Items.Testing;
using Items.Worker.Tests.World;

namespace Items.Worker.Tests.Telemetry;

public sealed class TraceTests : IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ActivityListener _listener;

    public TraceTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task A_delivery_is_a_span_in_the_trace_of_the_change_and_keeps_the_query_to_itself()
    {
        await using var world = await WorkerWorld.StartAsync();
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url("hook") + "?token=hidden");
        await world.Rows.AppendAsync(1, traceparent: $"00-{trace}-00000000000000aa-01");
        await world.Rows.AppendAsync(1, traceparent: $"00-{trace}-00000000000000bb-00");
        await world.Rows.AppendAsync(1);
        await world.UntilTakenAsync("hook", 3);
        await Eventually.Async(() => Of(id).Count == 1);

        var span = Of(id)[0];
        (span.TraceId.ToHexString(), span.ParentSpanId.ToHexString(), span.Kind).ShouldBe((trace, "00000000000000aa", ActivityKind.Client));
        span.GetTagItem("http.response.status_code").ShouldBe(204);
        world.Receiver.Received("hook").Select(delivery => delivery.Traceparent).ShouldBe([span.Id, null, null]);
        _spans.SelectMany(each => each.TagObjects).ShouldAllBe(tag => !$"{tag.Value}".Contains("hidden", StringComparison.Ordinal));
        _spans.ShouldAllBe(each => each.Source.Name != "System.Net.Http");
    }

    [Fact]
    public async Task A_batch_has_the_first_trace_as_its_own_and_links_to_the_others()
    {
        await using var world = await WorkerWorld.StartAsync();
        var traces = Enumerable.Range(0, 3).Select(_ => ActivityTraceId.CreateRandom().ToHexString()).ToArray();
        world.Receiver.On("hook", 500);
        foreach (var trace in traces)
        {
            await world.Rows.AppendAsync(1, traceparent: $"00-{trace}-00000000000000aa-01");
        }

        var (id, _) = await world.Rows.CreateAsync(world.Receiver.Url("hook"), batchSize: 10);
        await Eventually.Async(() => Of(id).Count == 1);

        var span = Of(id)[0];
        span.TraceId.ToHexString().ShouldBe(traces[0]);
        span.Links.Select(link => link.Context.TraceId.ToHexString()).ShouldBe(traces[1..]);
        (span.Status, span.GetTagItem("items.webhook.outcome")).ShouldBe((ActivityStatusCode.Error, "rejected"));
    }

    private List<Activity> Of(Guid webhook) => [.. _spans.Where(span => span.GetTagItem("items.webhook.id") as string == webhook.ToString())];
}
