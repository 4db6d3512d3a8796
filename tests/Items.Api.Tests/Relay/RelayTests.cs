using Items.Contracts;
using Items.Testing;
using Items.Testing.Servers;
using Items.Testing.Systems;

namespace Items.Api.Tests.Relay;

public sealed class RelayTests
{
    [Fact]
    public async Task An_event_reaches_a_direct_consumer_as_the_API_s_history_tells_it()
    {
        await using var system = await ItemsSystem.StartAsync(ApiFixture.ApiOnly);
        await using var consumer = await Consumer.StartAsync(system.Broker);
        var item = await system.Api.Client.CreateAsync("x");

        var message = await consumer.NextAsync();
        message.RoutingKey.ShouldBe(EventTypes.Created);
        message.Exchange.ShouldBe(MessagingNames.Exchange);
        message.Properties.ContentType.ShouldBe(MessagingNames.EventContentType);
        message.Properties.MessageId.ShouldBe(Cursor.FormatSequence(item.Seq));
        message.Properties.Persistent.ShouldBeTrue();
        $"[{message.Body}]".ShouldBe(await system.Api.Client.GetTextAsync("/api/events"));
    }

    [Fact]
    public async Task Two_processes_publish_every_event_in_order_while_the_leader_is_killed()
    {
        await using var system = await ItemsSystem.StartAsync(ApiFixture.ApiOnly with { Apis = 2 });
        await using var consumer = await Consumer.StartAsync(system.Broker);
        var leader = system.Apis.Single(api => api.Output.Contains("Publishing the log", StringComparison.Ordinal));
        var other = system.Apis.Single(api => api != leader);

        var writes = Task.WhenAll(Enumerable.Range(0, 200).Select(i => other.Client.CreateAsync($"{i}")));
        await leader.KillAsync();
        await writes;

        var expected = 1L;
        while (expected <= 200)
        {
            // At least once: what comes again is older, what comes for the first time is the next.
            var seq = long.Parse((await consumer.NextAsync()).Properties.MessageId!);
            seq.ShouldBeLessThanOrEqualTo(expected);
            expected = Math.Max(expected, seq + 1);
        }

        await Eventually.Async(async () => (await other.Client.GetTextAsync("/health")).Contains("relay: Healthy leading", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_written_while_the_broker_was_away_is_published_when_it_is_back()
    {
        var virtualHost = await TestServers.CreateVirtualHostAsync();
        await using var wire = new SeverableWire(new Uri(virtualHost));
        await using var system = await ItemsSystem.StartAsync(ApiFixture.ApiOnly with
        {
            Broker = wire.Address.AbsoluteUri,
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["Relay__MaxBackOffMilliseconds"] = "500" },
        });
        await using var consumer = await Consumer.StartAsync(virtualHost);
        wire.Cut();
        for (var i = 0; i < 5; i++)
        {
            await system.Api.Client.CreateAsync($"{i}");
        }

        await Eventually.Async(async () => (await system.Api.Client.GetTextAsync("/health")).StartsWith("Degraded", StringComparison.Ordinal));
        wire.Mend();
        for (var i = 1; i <= 5; i++)
        {
            (await consumer.NextAsync()).Properties.MessageId.ShouldBe(Cursor.FormatSequence(i));
        }
    }
}
