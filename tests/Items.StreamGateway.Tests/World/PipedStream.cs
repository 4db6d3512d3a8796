using System.IO.Pipelines;
using Items.StreamGateway.History;
using Items.StreamGateway.Ring;
using Items.StreamGateway.Snapshots;
using Items.StreamGateway.Subscribers;
using Items.StreamGateway.Tail;
using Items.StreamGateway.Telemetry;
using Items.StreamGateway.Tests.Ring;
using Items.StreamGateway.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Items.StreamGateway.Tests.World;

/// <summary>One WebSocket stream of a ring in this process: the gateway's own parts, with a pipe for a connection.</summary>
internal sealed class PipedStream
{
    public PipedStream(EventFilter? filter = null, TimeProvider? time = null, PipeOptions? pipe = null, SubscriberOptions? options = null, Turns? turns = null)
    {
        var clock = time ?? TimeProvider.System;
        var subscribers = Options.Create(options ?? new SubscriberOptions());
        var pages = new PageReader(new HttpClient(), Options.Create(new HistoryOptions()));
        Metrics = new GatewayMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), new TailState());
        Tools = new SubscriberTools(
            subscribers,
            new DrainState(),
            turns ?? new Turns(Options.Create(new CatchUpOptions()), clock),
            new HistoryClient(pages, Options.Create(new HistoryOptions())),
            new SnapshotClient(pages),
            new EventTracing(),
            Metrics,
            clock);
        Pipe = new Pipe(pipe ?? new PipeOptions(pauseWriterThreshold: 0));
        WebSockets = new WebSocketOptions();
        Transport = new WebSocketTransport(Pipe.Writer, new WebSocketSettings(Options.Create(WebSockets), subscribers, Options.Create(new DrainOptions())), clock);
        Output = new SubscriberOutput(Transport, filter, Ring, 0, Tools);
        Subscriber = new Subscriber(Ring, Output, Tools, null);
    }

    public EventRing Ring { get; } = new(RingWriter.Epoch, 0, new RingOptions());

    public GatewayMetrics Metrics { get; }

    public SubscriberTools Tools { get; }

    /// <summary>What is written to the client.</summary>
    public Pipe Pipe { get; }

    public WebSocketOptions WebSockets { get; }

    public WebSocketTransport Transport { get; }

    public SubscriberOutput Output { get; }

    public Subscriber Subscriber { get; }
}
