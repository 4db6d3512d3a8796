using Items.StreamGateway.Subscribers;
using Items.StreamGateway.Tests.World;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Items.StreamGateway.Tests.Subscribers;

public sealed class SubscriberRegistryTests
{
    [Fact]
    public void Whose_request_has_just_ended_does_not_keep_the_others_from_being_cut_off()
    {
        var stream = new PipedStream();
        var registry = new SubscriberRegistry(stream.Metrics);
        var open = new List<Lifetime>();
        for (var i = 0; i < 20; i++)
        {
            var ended = new DefaultHttpContext();
            ended.Uninitialize();
            open.Add(new Lifetime());
            var connection = new DefaultHttpContext();
            connection.Features.Set<IHttpRequestLifetimeFeature>(open[i]);
            registry.Add(ended, stream.Subscriber, "websocket");
            registry.Add(connection, stream.Subscriber, "websocket");
        }

        registry.AbortAll();

        open.ShouldAllBe(connection => connection.IsAborted);
    }

    private sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsAborted = true;
    }
}
