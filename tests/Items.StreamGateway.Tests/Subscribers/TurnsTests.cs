using System.IO.Pipelines;
using Items.StreamGateway.Subscribers;
using Items.StreamGateway.Tests.World;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Tests.Subscribers;

/// <summary>There is one turn, somebody has it, and others stand in line for it.</summary>
public sealed class TurnsTests : IDisposable
{
    private static readonly SubscriberOptions Busy = new() { Heartbeat = TimeSpan.FromMilliseconds(50), Tick = TimeSpan.FromMilliseconds(20) };
    private static readonly SubscriberOptions Asleep = new() { Heartbeat = TimeSpan.FromHours(1), Tick = TimeSpan.FromHours(1) };

    private readonly ShiftedTime _time = new();
    private readonly Turns _turns;
    private readonly OnePage _held = new();
    private readonly Task<StreamEnd?> _holding;

    public TurnsTests()
    {
        _turns = new Turns(Options.Create(new CatchUpOptions { MaxConcurrent = 1 }), _time);
        _holding = RunAsync(new PipedStream(options: Asleep), _held);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_stands_in_line_is_let_go_by_the_drain_at_once()
    {
        var stream = new PipedStream(options: Asleep);
        var waiting = RunAsync(stream, new OnePage());

        await stream.Tools.Drain.EndAsync();

        (await waiting.WaitAsync(Testing.Eventually.Patience, Stop)).ShouldBeNull();
        await TheTurnIsFreeAsync();
    }

    [Fact]
    public async Task The_time_spent_in_the_line_does_not_count_for_the_history_s()
    {
        var page = new OnePage { Failures = 1 }.Give();
        var waiting = RunAsync(new PipedStream(options: Asleep), page);
        _time.PutForward(TimeSpan.FromHours(1));
        _held.Give();

        (await waiting.WaitAsync(Testing.Eventually.Patience, Stop)).ShouldBeNull();
        page.Reads.ShouldBe(2);
    }

    [Fact]
    public async Task A_history_that_fails_for_too_long_is_the_end()
    {
        var page = new OnePage { Failures = int.MaxValue }.Give();
        _held.Give();
        var waiting = RunAsync(new PipedStream(options: Asleep), page);
        await Testing.Eventually.Async(() => page.Reads > 0);
        _time.PutForward(TimeSpan.FromHours(1));

        (await waiting.WaitAsync(Testing.Eventually.Patience, Stop)).ShouldBe(StreamEnd.HistoryUnavailable);
    }

    [Fact]
    public async Task Who_does_not_read_while_he_stands_in_line_holds_nobody_up_and_gets_his_turn_when_he_reads()
    {
        var stalled = new PipedStream(options: Busy, pipe: new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        stalled.WebSockets.MissedHeartbeats = 1_000_000;
        var his = new OnePage().Give();
        var waiting = RunAsync(stalled, his);
        // A ping; as long as it is not taken the write of it waits.
        var ping = await stalled.Pipe.Reader.ReadAsync(Stop).AsTask().WaitAsync(Testing.Eventually.Patience, Stop);

        await TheTurnIsFreeAsync();

        his.Asked.IsCompleted.ShouldBeFalse();
        stalled.Pipe.Reader.AdvanceTo(ping.Buffer.End);
        await his.Asked.WaitAsync(Testing.Eventually.Patience, Stop);
        (await waiting.WaitAsync(Testing.Eventually.Patience, Stop)).ShouldBeNull();
    }

    [Fact]
    public async Task Whose_connection_breaks_in_the_line_takes_no_turn_with_him()
    {
        var broken = new PipedStream(options: Busy);
        await broken.Pipe.Writer.CompleteAsync();
        var waiting = RunAsync(broken, new OnePage());
        await Should.ThrowAsync<InvalidOperationException>(waiting.WaitAsync(Testing.Eventually.Patience, Stop));

        await TheTurnIsFreeAsync();
    }

    public void Dispose() => _turns.Dispose();

    private async Task TheTurnIsFreeAsync()
    {
        var next = new OnePage().Give();
        var taking = RunAsync(new PipedStream(options: Asleep), next);
        _held.Give();
        await Task.WhenAll(_holding, taking).WaitAsync(Testing.Eventually.Patience, Stop);
    }

    private Task<StreamEnd?> RunAsync(PipedStream stream, OnePage page) => _turns.RunAsync(page, stream.Output, stream.Tools, CancellationToken.None);
}
