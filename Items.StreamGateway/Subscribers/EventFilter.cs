using System.Collections.Frozen;
using System.Text.Json;
using Items.StreamGateway.Events;
using Items.StreamGateway.Ring;

namespace Items.StreamGateway.Subscribers;

/// <summary>Which events a subscriber wants; what is null does not restrict.</summary>
/// <param name="Types">Event types.</param>
/// <param name="Subjects">Item ids.</param>
/// <param name="Attributes">An object that the item's attributes must contain, as Postgres' <c>jsonb @&gt;</c> has it.</param>
internal sealed record EventFilter(FrozenSet<string>? Types, FrozenSet<Guid>? Subjects, JsonElement? Attributes)
{
    public bool Matches(RingEntry entry) =>
        MatchesEnvelope(entry.Envelope) && (Attributes is not { } wanted || JsonContainment.Contains(entry.Attributes, wanted));

    public bool Matches(in Envelope envelope, ReadOnlySpan<byte> json) =>
        MatchesEnvelope(envelope) && (Attributes is not { } wanted || JsonContainment.Contains(RingEntry.AttributesOf(envelope, json), wanted));

    private bool MatchesEnvelope(in Envelope envelope) =>
        (Types is null || Types.Contains(envelope.Type))
        && (Subjects is null || (envelope.Subject is { } subject && Subjects.Contains(subject)));
}
