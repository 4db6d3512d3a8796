using System.IO.Pipelines;
using System.Net.Sockets;
using Items.StreamGateway.Tests.World;
using Items.StreamGateway.WebSockets;

namespace Items.StreamGateway.Tests.Subscribers;

/// <summary>The ends of a connection that no peer brings about, as Kestrel's pipes tell them: a host that answers nothing any more, or cannot be reached.</summary>
public sealed class BrokenConnectionTests
{
    public static TheoryData<Exception> Breaks =>
    [
        new SocketException((int)SocketError.TimedOut), new SocketException((int)SocketError.HostUnreachable), new IOException("reset"), new OperationCanceledException(),
    ];

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task What_breaks_the_reading_is_the_peer_s_end_and_nothing_else(Exception broken)
    {
        var (stream, input) = (new PipedStream(), new Pipe());
        var receiving = new WebSocketReceiver(input.Reader, stream.Transport, stream.Subscriber, stream.WebSockets, TimeProvider.System).RunAsync();

        await input.Writer.CompleteAsync(broken);

        await receiving.WaitAsync(Testing.Eventually.Patience, TestContext.Current.CancellationToken);
        stream.Output.TryKeepAlive().ShouldBeFalse("the subscriber's loop is told");
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task What_breaks_a_write_is_the_end_as_well(Exception broken)
    {
        var stream = new PipedStream();
        WriteOne(stream);

        await stream.Pipe.Reader.CompleteAsync(broken);

        (await stream.Output.FlushAsync()).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task What_breaks_a_write_that_waits_is_the_end_as_well(Exception broken)
    {
        var stream = new PipedStream(pipe: new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
        WriteOne(stream);
        var flush = stream.Output.FlushAsync().AsTask();
        flush.IsCompleted.ShouldBeFalse();

        await stream.Pipe.Reader.CompleteAsync(broken);

        (await flush.WaitAsync(Testing.Eventually.Patience, TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    private static void WriteOne(PipedStream stream)
    {
        var batch = stream.Output.Begin();
        batch.Add("frame"u8);
        stream.Output.Complete(ref batch);
    }
}
