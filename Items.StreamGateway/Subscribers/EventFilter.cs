using System.Collections.Frozen;
using Items.StreamGateway.Events;
using Items.StreamGateway.Ring;

namespace Items.StreamGateway.Subscribers;

/// <summary>Which events a subscriber wants; what is null does not restrict.</summary>
/// <param name="Types">Event types.</param>
/// <param name="Subjects">Item ids.</param>
/// <param name="Attributes">An object that the item's attributes must contain, as Postgres' <c>jsonb @&gt;</c> has it.</param>
internal sealed record EventFilter(FrozenSet<string>? Types, FrozenSet<Guid>? Subjects, AttributesMatcher? Attributes)
{
    public bool Matches(in RingEvent entry) => Matches(entry.Type, entry.Subject) && Attributes?.Matches(entry.AttributesJson) != false;

    public bool Matches(in Envelope envelope, ReadOnlySpan<byte> json) =>
        Matches(envelope.Type, envelope.Subject) && Attributes?.Matches(json.Slice(envelope.AttributesStart, envelope.AttributesLength)) != false;

    private bool Matches(string type, in Guid? subject) =>
        (Types is null || Types.Contains(type)) && (Subjects is null || (subject is { } id && Subjects.Contains(id)));
}
