using System.Text.Json;

namespace Items.StreamGateway.Events;

/// <summary>Cuts a JSON array of events into its elements, byte for byte.</summary>
internal static class EventArray
{
    /// <summary>Where one event lies in the array's bytes.</summary>
    internal readonly record struct Slice(int Start, int Length, Envelope Envelope);

    /// <summary>Every element in order; false when the bytes are not one JSON array of events.</summary>
    public static bool TrySlice(ReadOnlySpan<byte> json, List<Slice> slices)
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
                if (!EnvelopeReader.TryRead(ref reader, out var envelope))
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
