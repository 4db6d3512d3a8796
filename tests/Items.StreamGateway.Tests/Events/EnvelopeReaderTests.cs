using System.Text;
using FsCheck.Xunit;
using Items.Contracts;
using Items.StreamGateway.Events;
using Items.StreamGateway.Tests.World;

namespace Items.StreamGateway.Tests.Events;

public sealed class EnvelopeReaderTests
{
    private const string Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public void Reads_where_the_event_stands_and_what_can_be_filtered()
    {
        var json = Event.Create("6923a1c4", 42, EventTypes.Updated, attributes: """{"a":[1,{"b":"}"}]}""", traceparent: Traceparent);
        EnvelopeReader.TryRead(json, out var envelope).ShouldBeTrue();
        (envelope.Seq, envelope.Epoch, envelope.Subject, envelope.Traceparent).ShouldBe((42, 0x6923a1c4u, Event.Subject, Traceparent));
        envelope.Type.ShouldBeSameAs(EventTypes.Updated);
        Encoding.UTF8.GetString(json.AsSpan(envelope.AttributesStart, envelope.AttributesLength)).ShouldBe("""{"a":[1,{"b":"}"}]}""");
    }

    [Property]
    public bool Reads_every_sequence_number_and_epoch(long seq, uint epoch)
    {
        seq = Math.Max(1, seq & long.MaxValue);
        return EnvelopeReader.TryRead(Event.Create(Epochs.Format(epoch), seq), out var envelope)
            && envelope.Seq == seq && envelope.Epoch == epoch && Epochs.Parse(Epochs.Format(epoch)) == epoch;
    }

    [Theory]
    [InlineData("""{"sequence":"00000000000000000001","source":"/streams/6923a1c4"}""")]
    [InlineData("""{"sequence":"00000000000000000001","type":"item.created"}""")]
    [InlineData("""{"source":"/streams/6923a1c4","type":"item.created"}""")]
    [InlineData("""{"sequence":1,"source":"/streams/6923a1c4","type":"item.created"}""")]
    [InlineData("""{"sequence":"1","source":"/streams/6923a1c4","type":"item.created"}""")]
    [InlineData("""{"sequence":"00000000000000000000","source":"/streams/6923a1c4","type":"item.created"}""")]
    [InlineData("""{"sequence":"99999999999999999999","source":"/streams/6923a1c4","type":"item.created"}""")]
    [InlineData("""{"sequence":"-0000000000000000001","source":"/streams/6923a1c4","type":"item.created"}""")]
    [InlineData("""{"sequence":"00000000000000000001","sequence":"00000000000000000002","source":"/streams/6923a1c4","type":"item.created"}""")]
    [InlineData("""{"sequence":"00000000000000000001","source":"/streams/6923A1C4","type":"item.created"}""")]
    [InlineData("""{"sequence":"00000000000000000001","source":"/streams/6923a1c45","type":"item.created"}""")]
    [InlineData("""{"sequence":"00000000000000000001","source":"/streams/6923a1c4","type":"item\ncreated"}""")]
    [InlineData("""{"sequence":"00000000000000000001","source":"/streams/6923a1c4","type":""}""")]
    [InlineData("""{"sequence":"00000000000000000001","source":"/streams/6923a1c4","type":"item.created","\ud800":1}""")]
    [InlineData("""{"sequence":"00000000000000000001","source":"/streams/6923a1c4","type":"item.created"}{}""")]
    [InlineData("""{"sequence":"00000000000000000001","source":"/streams/6923a1c4","type":"item.created",}""")]
    [InlineData("""{"sequence":"00000000000000000001","source":"/streams/6923a1c4","type":"item.created","data":{"attributes":{""")]
    public void Refuses_what_is_no_event_of_ours(string json) => EnvelopeReader.TryRead(Encoding.UTF8.GetBytes(json), out _).ShouldBeFalse();

    [Theory]
    [InlineData("""{"source":"/streams/6923a1c4","type":"item.snapshot","subject":"019a0000-0000-7000-8000-000000000001","data":null}""", true)]
    [InlineData("""{"source":"/streams/6923a1c4","type":"item.snapshot","sequence":"00000000000000000001"}""", false)]
    [InlineData("""{"type":"item.snapshot"}""", false)]
    [InlineData("""{"source":"/streams/6923a1c4"}""", false)]
    public void An_event_that_is_not_of_the_log_has_no_sequence(string json, bool isOne)
    {
        var slices = new List<EventArray.Slice>();
        EventArray.TrySlice(Encoding.UTF8.GetBytes($"[{json}]"), slices, isNumbered: false).ShouldBe(isOne);
        slices.ShouldAllBe(slice => !slice.Envelope.IsNumbered && slice.Length == json.Length && slice.Envelope.Type == EventTypes.Snapshot);
        EventArray.TrySlice(Encoding.UTF8.GetBytes($"[{json}]"), []).ShouldBe(!isOne && json.Contains("sequence", StringComparison.Ordinal));
    }

    [Property(MaxTest = 2_000)]
    public void Never_throws_whatever_a_byte_becomes(int position, byte value)
    {
        var json = Event.Create("6923a1c4", 42, attributes: """{"a":"\u00e4"}""");
        json[(position & int.MaxValue) % json.Length] = value;
        EnvelopeReader.TryRead(json, out _);
        EnvelopeReader.TryRead(json.AsSpan(0, (position & int.MaxValue) % json.Length), out _).ShouldBeFalse();
    }

    [Property(MaxTest = 2_000)]
    public void Never_throws_for_any_bytes(byte[] bytes) => EnvelopeReader.TryRead(bytes, out _).ShouldBeFalse();

    [Property]
    public bool An_array_is_cut_into_exactly_what_was_put_in(string[] texts, byte blank)
    {
        string[] blanks = ["", " ", "\n", "\r\n\t "];
        var space = blanks[blank % blanks.Length];
        var events = texts.Select((text, i) => Event.Create(
            "6923a1c4", i + 1, text: System.Text.Json.JsonEncodedText.Encode(text ?? "").ToString())).ToList();
        var json = Encoding.UTF8.GetBytes($"{space}[{space}{string.Join($"{space},{space}", events.Select(Encoding.UTF8.GetString))}{space}]{space}");
        var slices = new List<EventArray.Slice>();
        return EventArray.TrySlice(json, slices)
            && slices.Count == events.Count
            && slices.Select((slice, i) => json.AsSpan(slice.Start, slice.Length).SequenceEqual(events[i]) && slice.Envelope.Seq == i + 1).All(same => same);
    }

    [Property(MaxTest = 2_000)]
    public void A_damaged_array_is_refused_or_cut_but_never_throws(int position, byte value)
    {
        byte[] json = [(byte)'[', .. Event.Create("6923a1c4", 1), (byte)',', .. Event.Create("6923a1c4", 2), (byte)']'];
        json[(position & int.MaxValue) % json.Length] = value;
        EventArray.TrySlice(json, []);
        EventArray.TrySlice(json.AsSpan(0, (position & int.MaxValue) % json.Length), []).ShouldBeFalse();
    }
}
