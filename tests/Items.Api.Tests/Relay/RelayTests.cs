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
    public async Task What_two_processes_write_at_the_same_time_is_published_once_in_order_and_as_history_tells_it()
    {
        await using var system = await ItemsSystem.StartAsync(ApiFixture.ApiOnly with { Apis = 2 });
        await using var consumer = await Consumer.StartAsync(system.Broker);
        await Task.WhenAll(Enumerable.Range(0, 600).Select(i => system.Apis[i % 2].Client.CreateAsync($"{i}")));

        var bodies = new List<string>();
        for (var seq = 1; seq <= 600; seq++)
        {
            var message = await consumer.NextAsync();
            message.Properties.MessageId.ShouldBe(Cursor.FormatSequence(seq));
            bodies.Add(message.Body);
        }

        $"[{string.Join(',', bodies)}]".ShouldBe(await system.Api.Client.GetTextAsync("/api/events?limit=1000"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_cursor_lags_behind_is_written_down_by_a_stop_and_published_again_after_a_crash(bool isStopped)
    {
        await using var system = await ItemsSystem.StartAsync(ApiFixture.ApiOnly with
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["Relay__CursorMilliseconds"] = "10000" },
        });
        await using var database = new RelayDatabase(system.Database);
        await using var consumer = await Consumer.StartAsync(system.Broker);
        await system.Api.Client.CreateAsync("moves the cursor, which then rests for ten seconds");
        await Eventually.Async(async () => await database.PublishedAsync() == 1);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => system.Api.Client.CreateAsync($"{i}")));
        await consumer.HasAllAsync(1, 51);
        (await database.PublishedAsync()).ShouldBe(1, "confirmed or not, it is not time yet");

        await (isStopped ? system.Api.StopAsync() : system.Api.KillAsync());
        (await database.PublishedAsync()).ShouldBe(isStopped ? 51 : 1);
        await system.Api.StartAsync();
        await system.Api.Client.CreateAsync("the next");
        (await consumer.NextAsync()).Seq.ShouldBe(isStopped ? 52 : 2);
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

    [Fact]
    public async Task A_log_that_was_restored_under_a_running_relay_is_published_from_its_new_end_on()
    {
        await using var system = await ItemsSystem.StartAsync(ApiFixture.ApiOnly);
        await using var database = new RelayDatabase(system.Database);
        await using var consumer = await Consumer.StartAsync(system.Broker);
        for (var i = 1; i <= 5; i++)
        {
            await system.Api.Client.CreateAsync($"{i}");
        }

        await consumer.HasAllAsync(1, 5);
        await Eventually.Async(async () => await database.PublishedAsync() == 5);
        await database.ExecuteAsync("DELETE FROM items WHERE seq > 2; DELETE FROM events WHERE seq > 2; UPDATE stream SET head = 2; SELECT 0");
        await ItemsSystem.RunApiAsync(system.Database, "new-epoch");
        (await database.PublishedAsync()).ShouldBe(2);

        for (var seq = 3; seq <= 7; seq++)
        {
            (await system.Api.Client.CreateAsync($"{seq}, another")).Seq.ShouldBe(seq);
            var message = await consumer.NextAsync();
            message.Seq.ShouldBe(seq);
            message.Body.ShouldContain("another");
        }

        await Eventually.Async(async () => await database.PublishedAsync() == 7);
    }

    [Fact]
    public async Task Events_that_somebody_deleted_before_they_were_published_are_named_in_the_log()
    {
        var virtualHost = await TestServers.CreateVirtualHostAsync();
        await using var wire = new SeverableWire(new Uri(virtualHost));
        wire.Cut();
        await using var system = await ItemsSystem.StartAsync(ApiFixture.ApiOnly with { Broker = wire.Address.AbsoluteUri });
        await using var database = new RelayDatabase(system.Database);
        for (var i = 1; i <= 5; i++)
        {
            await system.Api.Client.CreateAsync($"{i}");
        }

        await database.ExecuteAsync("UPDATE stream SET oldest = 4; DELETE FROM events WHERE seq < 4; SELECT 0");
        await using var consumer = await Consumer.StartAsync(virtualHost);
        wire.Mend();
        (await consumer.NextAsync()).Seq.ShouldBe(4);
        await Eventually.Async(() => system.Api.Output.Contains("Events 1 to 3 were deleted", StringComparison.Ordinal));
    }
}
