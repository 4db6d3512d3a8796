using System.Net;
using System.Text.Json;
using Items.StreamGateway.Events;
using Items.StreamGateway.Subscribers;
using Items.StreamGateway.Tests.World;

namespace Items.StreamGateway.Tests.Subscribers;

/// <summary>Filters and events made so that comparing them takes long: the work is done in small parts, whoever else is there runs in between, and the result is right.</summary>
public sealed class CostlyFilterTests
{
    private const int Events = 1_000;
    private const string Epoch = "6923a1c4";

    /// <summary>250 numbers, each of which is found at the end of 7,250 in every event; but for the last, which is in none.</summary>
    private static readonly string Costly = $$"""{"t":[{{string.Join(',', Enumerable.Range(100, 250))}},999]}""";
    private static readonly string Attributes = $$"""{"t":[{{string.Join(',', Enumerable.Repeat(0, 7_000).Concat(Enumerable.Range(100, 250)))}}]}""";

    [Theory]
    [InlineData(1, 1, 10)]
    [InlineData(60_000, 1, 1)]
    public void A_batch_ends_after_a_time_but_not_before_it_has_taken_an_event(int millisecondsPerLook, int least, int most)
    {
        var stream = new PipedStream(Filter("""{"a":1}"""), new TickingTime(TimeSpan.FromMilliseconds(millisecondsPerLook)));
        Append(stream, Events);

        var batch = stream.Output.Begin();
        using var stretch = stream.Ring.Open(1);
        stream.Output.Add(ref batch, stretch);

        stretch.Count.ShouldBeGreaterThan(100);
        stream.Output.Position.ShouldBeInRange(least, most);
    }

    [Fact]
    public async Task Who_gets_his_events_in_many_small_batches_gets_the_right_ones()
    {
        var stream = new PipedStream(Filter("""{"a":1}"""), new TickingTime(TimeSpan.FromMilliseconds(1)));
        Append(stream, Events);
        await stream.Tools.Drain.EndAsync();

        await stream.Subscriber.RunAsync(CancellationToken.None).WaitAsync(Testing.Eventually.Patience, TestContext.Current.CancellationToken);

        await stream.Pipe.Writer.CompleteAsync();
        await using var written = stream.Pipe.Reader.AsStream();
        var text = await new StreamReader(written).ReadToEndAsync(TestContext.Current.CancellationToken);
        var expected = Enumerable.Range(1, Events).Where(IsWanted);
        Enumerable.Range(1, Events).Where(seq => text.Contains($"\"id\":\"{Contracts.Cursor.FormatSequence(seq)}\",", StringComparison.Ordinal)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("from memory", 65_536)]
    [InlineData("from history", 16)]
    public async Task A_close_is_answered_while_there_is_much_to_compare(string where, int capacity)
    {
        await using var world = await GatewayWorld.StartAsync(
            0, ("Ring__Capacity", $"{capacity}"), ("Subscribers__CheckpointEvents", "1000000"), ("Subscribers__CheckpointInterval", "00:10:00"));
        world.History.Append(2 * Events, seq => Event.Create(Epoch, seq, attributes: Attributes));
        await using var reader = await world.FollowAsync($"?after={(2 * Events) - 1}");
        await reader.ReceiveContiguousAsync(2 * Events, 2 * Events);

        await using var client = await RawClient.UpgradeAsync(world.Gateway, $"?after=0&attributes={WebUtility.UrlEncode(Costly)}");
        await client.SendAsync(RawClient.Frame(0x88, [0x03, 0xE8]));

        // All of it would take a minute or more.
        (await client.ReadFrameAsync()).ShouldNotBeNull(where).First.ShouldBe((byte)0x88, where);
    }

    private static bool IsWanted(int seq) => seq % 3 == 0;

    private static EventFilter Filter(string attributes) => new(null, null, new AttributesMatcher(JsonElement.Parse(attributes)));

    private static void Append(PipedStream stream, int count)
    {
        for (var seq = 1; seq <= count; seq++)
        {
            var json = Event.Create(Epoch, seq, attributes: IsWanted(seq) ? """{"a":1}""" : """{"a":2}""");
            EnvelopeReader.TryRead(json, out var envelope).ShouldBeTrue();
            stream.Ring.Append(envelope, json);
        }
    }
}
