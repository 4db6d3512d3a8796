using System.Text.Json;

namespace Items.StreamGateway.Events;

/// <summary>Cuts a JSON array of events into its elements, byte for byte.</summary>
internal static class EventArray
{
    /// <summary>Where one event lies in the array's bytes.</summary>
    internal readonly record struct Slice(int Start, int Length, Envelope Envelope);

    /// <summary>Every element in order; false when the bytes are not one JSON array of events.</summary>
    /// <param name="json">The array.</param>
    /// <param name="slices">Gets the elements.</param>
    /// <param name="isNumbered">False for events that are not of the log: they must have no sequence.</param>
    public static bool TrySlice(ReadOnlySpan<byte> json, List<Slice> slices, bool isNumbered = true)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                if (!(isNumbered ? EnvelopeReader.TryRead(ref reader, out var envelope) : EnvelopeReader.TryReadUnnumbered(ref reader, out envelope)))
                {
                    return false;
                }

                var length = (int)reader.BytesConsumed - start;
                if (!EnvelopeReader.IsRelayable(json.Slice(start, length)))
                {
                    return false;
                }

                slices.Add(new Slice(start, length, envelope));
            }

            return reader.TokenType == JsonTokenType.EndArray && !reader.Read();
        }
        catch (Exception exception) when (EnvelopeReader.IsMalformed(exception))
        {
            return false;
        }
    }
}
