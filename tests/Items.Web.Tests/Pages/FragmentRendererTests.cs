using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net.ServerSentEvents;
using Items.Contracts;
using Items.Web.Live;
using Items.Web.Pages;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Items.Web.Tests.Pages;

public sealed class FragmentRendererTests : IDisposable
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly LiveMetrics _metrics;
    private readonly FragmentRenderer _renderer;

    public FragmentRendererTests()
    {
        _metrics = new LiveMetrics(_services.GetRequiredService<IMeterFactory>());
        _renderer = new FragmentRenderer(_services, NullLoggerFactory.Instance, _metrics);
    }

    public void Dispose()
    {
        _metrics.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task A_change_becomes_one_message_with_the_row_and_what_happened()
    {
        var message = await RenderAsync(EventTypes.Created);
        message.EventId.ShouldBe("6923a1c4-00000000000000000042");
        message.EventType.ShouldBe("message");
        message.Data.ShouldContain("data-seq=\"42\"");
        message.Data.ShouldContain("data-event=\"00000000000000000042\"");
        message.Data.ShouldContain("Added");
    }

    [Fact]
    public async Task A_deletion_carries_no_more_than_it_must()
    {
        var message = await RenderAsync(EventTypes.Deleted);
        message.Data.ShouldContain("data-deleted");
        message.Data.ShouldNotContain("/edit");
        message.Data.ShouldContain("Deleted");
    }

    [Theory]
    [InlineData("{\"a\":1}")]
    [InlineData("{\"1\":1,\"2\":2,\"3\":3,\"4\":4,\"5\":5,\"6\":6,\"7\":7,\"8\":8}")]
    [InlineData("{\"deep\":{\"deeper\":[[[[{}]]]]},\"<b>\":\"<script>\"}")]
    public async Task Attributes_are_shown_at_a_glance_and_never_as_markup(string attributes)
    {
        var message = await RenderAsync(EventTypes.Updated, attributes);
        message.Data.ShouldContain("chips");
        message.Data.ShouldNotContain("<script>");
        message.Data.ShouldNotContain("<b>");
    }

    [Fact]
    public async Task A_recorded_request_gets_its_last_span_here()
    {
        var spans = new List<Activity>();
        using var listener = Listen(spans);
        await RenderAsync(EventTypes.Created, traceparent: $"00-{Trace}-00f067aa0ba902b7-01");
        var span = spans.ShouldHaveSingleItem();
        span.TraceId.ToHexString().ShouldBe(Trace);
        span.ParentSpanId.ToHexString().ShouldBe("00f067aa0ba902b7");
        span.Kind.ShouldBe(ActivityKind.Consumer);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    [InlineData($"00-{Trace}-00f067aa0ba902b7-00")]
    public async Task A_request_that_is_not_recorded_makes_no_span(string? traceparent)
    {
        var spans = new List<Activity>();
        using var listener = Listen(spans);
        await RenderAsync(EventTypes.Created, traceparent: traceparent);
        spans.ShouldBeEmpty();
    }

    private static ActivityListener Listen(List<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == LiveMetrics.Name,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private async Task<SseItem<string>> RenderAsync(string type, string attributes = "{}", string? traceparent = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        var item = new ItemResource(Guid.CreateVersion7(), "text", RawJson.FromTrusted(attributes), 1, now, now, 42);
        var change = new ItemEvent(Cursor.FormatSequence(42), "/streams/6923a1c4", type, item.Id.ToString(), now, Cursor.FormatSequence(42), traceparent, item);
        using var stream = new MemoryStream(await _renderer.RenderAsync(change, new Cursor("6923a1c4", 42)));
        return SseParser.Create(stream).Enumerate().ToList().ShouldHaveSingleItem();
    }
}
