using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Items.Contracts;

namespace Items.StreamGateway.Events;

/// <summary>
/// Reads an event's envelope in one forward pass over its bytes. Everything from outside comes through here, so it refuses, and never throws for,
/// whatever is not one JSON object with our members, each once and of the right form.
/// </summary>
internal static class EnvelopeReader
{
    /// <summary>Longest <c>type</c>, <c>source</c>, <c>sequence</c> or <c>traceparent</c> that is looked at, in bytes; a longer one is malformed.</summary>
    private const int MaxTextLength = 64;

    private static readonly SearchValues<byte> LineBreaks = SearchValues.Create("\r\n"u8);
    private static readonly SearchValues<byte> TypeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-_"u8);
    private static readonly (byte[] Utf8, string Text)[] KnownTypes =
        [.. EventTypes.Stored.Concat(EventTypes.Unstored).Select(type => (Encoding.ASCII.GetBytes(type), type))];

    [Flags]
    private enum Seen
    {
        Nothing = 0,
        Sequence = 1,
        Source = 2,
        Type = 4,
        Subject = 8,
        Traceparent = 16,
        Data = 32,
        Unnumbered = Source | Type,
        Numbered = Sequence | Unnumbered,
    }

    /// <summary>True for valid UTF-8 without line breaks: such bytes fit unchanged into a WebSocket text frame and into one SSE <c>data</c> line.</summary>
    public static bool IsRelayable(ReadOnlySpan<byte> json) => !json.ContainsAny(LineBreaks) && Utf8.IsValid(json);

    /// <summary>Reads a message that is exactly one event.</summary>
    public static bool TryRead(ReadOnlySpan<byte> json, out Envelope envelope)
    {
        envelope = default;
        if (!IsRelayable(json))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(json);
            return reader.Read() && TryRead(ref reader, out envelope) && !reader.Read();
        }
        catch (Exception exception) when (IsMalformed(exception))
        {
            return false;
        }
    }

    /// <summary>What the reader throws: for bytes that are not JSON, and for a name with half a surrogate pair in it.</summary>
    public static bool IsMalformed(Exception exception) => exception is JsonException or InvalidOperationException;

    /// <summary>Reads the event that starts at the reader's current token and leaves the reader at its end.</summary>
    /// <remarks>Throws what <see cref="IsMalformed"/> knows.</remarks>
    public static bool TryRead(ref Utf8JsonReader reader, out Envelope envelope) =>
        TryReadMembers(ref reader, out envelope, out var seen) && (seen & Seen.Numbered) == Seen.Numbered;

    /// <summary>The same for an event that is not of the log: one with a sequence is refused.</summary>
    /// <remarks>Throws what <see cref="IsMalformed"/> knows.</remarks>
    public static bool TryReadUnnumbered(ref Utf8JsonReader reader, out Envelope envelope)
    {
        var isRead = TryReadMembers(ref reader, out envelope, out var seen) && (seen & Seen.Numbered) == Seen.Unnumbered;
        envelope = envelope with { Seq = Envelope.Unnumbered };
        return isRead;
    }

    private static bool TryReadMembers(ref Utf8JsonReader reader, out Envelope envelope, out Seen seen)
    {
        envelope = default;
        seen = Seen.Nothing;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        var start = reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = MemberAt(ref reader);
            if ((seen & member) != Seen.Nothing || !reader.Read() || !TryReadMember(ref reader, member, start, ref envelope))
            {
                return false;
            }

            seen |= member;
        }

        return reader.TokenType == JsonTokenType.EndObject;
    }

    private static Seen MemberAt(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("sequence"u8) ? Seen.Sequence
        : reader.ValueTextEquals("source"u8) ? Seen.Source
        : reader.ValueTextEquals("type"u8) ? Seen.Type
        : reader.ValueTextEquals("subject"u8) ? Seen.Subject
        : reader.ValueTextEquals("traceparent"u8) ? Seen.Traceparent
        : reader.ValueTextEquals("data"u8) ? Seen.Data
        : Seen.Nothing;

    private static bool TryReadMember(ref Utf8JsonReader reader, Seen member, long start, ref Envelope envelope)
    {
        if (member == Seen.Nothing)
        {
            return reader.TrySkip();
        }

        if (member == Seen.Data)
        {
            return TryReadData(ref reader, start, ref envelope);
        }

        // Whoever escapes the characters of a number, a UUID or a path is not our publisher.
        return reader.TokenType == JsonTokenType.String
            && !reader.ValueIsEscaped
            && reader.ValueSpan.Length <= MaxTextLength
            && TryReadText(reader.ValueSpan, member, ref envelope);
    }

    private static bool TryReadText(ReadOnlySpan<byte> text, Seen member, ref Envelope envelope)
    {
        switch (member)
        {
            case Seen.Sequence when text.Length == Cursor.SequenceDigits && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9'):
                envelope = envelope with { Seq = Utf8Parser.TryParse(text, out long seq, out var digits) && digits == text.Length ? seq : 0 };
                return envelope.Seq > 0;
            case Seen.Source when text.StartsWith("/streams/"u8) && Epochs.TryParse(text["/streams/"u8.Length..], out var epoch):
                envelope = envelope with { Epoch = epoch };
                return true;
            case Seen.Type when text.Length > 0 && !text.ContainsAnyExcept(TypeCharacters):
                envelope = envelope with { Type = TypeOf(text) };
                return true;
            case Seen.Subject:
                envelope = envelope with { Subject = Utf8Parser.TryParse(text, out Guid id, out var length, 'D') && length == text.Length ? id : null };
                return true;
            case Seen.Traceparent:
                envelope = envelope with { Traceparent = Encoding.ASCII.GetString(text) };
                return true;
            default:
                return false;
        }
    }

    private static bool TryReadData(ref Utf8JsonReader reader, long start, ref Envelope envelope)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return reader.TrySkip();
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isAttributes = reader.ValueTextEquals("attributes"u8);
            reader.Read();
            var valueStart = reader.TokenStartIndex;
            if (!reader.TrySkip())
            {
                return false;
            }

            if (isAttributes)
            {
                envelope = envelope with { AttributesStart = (int)(valueStart - start), AttributesLength = (int)(reader.BytesConsumed - valueStart) };
            }
        }

        return reader.TokenType == JsonTokenType.EndObject;
    }

    private static string TypeOf(ReadOnlySpan<byte> text)
    {
        foreach (var (utf8, known) in KnownTypes)
        {
            if (text.SequenceEqual(utf8))
            {
                return known;
            }
        }

        return Encoding.ASCII.GetString(text);
    }
}
