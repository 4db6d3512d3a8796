using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Items.StreamGateway.Subscribers;

/// <summary>
/// Looks for wanted members in the bytes of an event's <c>data.attributes</c>, as <see cref="JsonContainment"/> does in what was parsed. For strings, literals and most
/// numbers nothing is parsed and nothing allocated; only the value of a wanted member that is an object or an array is.
/// </summary>
/// <param name="wanted">A JSON object.</param>
internal sealed class AttributesMatcher(JsonElement wanted)
{
    private static readonly SearchValues<byte> OfIntegers = SearchValues.Create("-0123456789"u8);

    private readonly Member[] _members = [.. wanted.EnumerateObject().Select(member => new Member(member))];

    public JsonElement Wanted { get; } = wanted;

    /// <param name="json">A valid JSON value; empty when the event has no attributes.</param>
    public bool Matches(ReadOnlySpan<byte> json)
    {
        if (json is not [(byte)'{', ..])
        {
            return false;
        }

        foreach (var member in _members)
        {
            if (!member.IsAmongThoseOf(json))
            {
                return false;
            }
        }

        return true;
    }

    private sealed class Member(JsonProperty property)
    {
        private readonly byte[] _name = Encoding.UTF8.GetBytes(property.Name);
        private readonly JsonElement _value = JsonContainment.Distinct(property.Value);
        private readonly byte[] _text = Encoding.UTF8.GetBytes(property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText());

        /// <summary>One pass. Of members with the same name the last one counts, as it does for Postgres.</summary>
        public bool IsAmongThoseOf(ReadOnlySpan<byte> json)
        {
            var reader = new Utf8JsonReader(json);
            var isFound = false;
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isIt = reader.ValueTextEquals(_name);
                reader.Read();
                isFound = isIt ? IsIn(ref reader) : isFound;
                reader.Skip();
            }

            return isFound;
        }

        private bool IsIn(ref Utf8JsonReader reader) => (_value.ValueKind, reader.TokenType) switch
        {
            (JsonValueKind.String, JsonTokenType.String) => reader.ValueTextEquals(_text),
            (JsonValueKind.Number, JsonTokenType.Number) => IsNumber(ref reader),
            (JsonValueKind.True, JsonTokenType.True) or (JsonValueKind.False, JsonTokenType.False) or (JsonValueKind.Null, JsonTokenType.Null) => true,
            (JsonValueKind.Object, JsonTokenType.StartObject) or (JsonValueKind.Array, JsonTokenType.StartArray) =>
                JsonContainment.Contains(JsonElement.ParseValue(ref reader), _value),
            _ => false,
        };

        /// <summary>By value: 1 is 1.0. An integer that is written as one is written in one way only.</summary>
        private bool IsNumber(ref Utf8JsonReader reader) =>
            reader.ValueSpan.SequenceEqual(_text)
            || (!(IsInteger(_text) && IsInteger(reader.ValueSpan)) && JsonContainment.Contains(JsonElement.ParseValue(ref reader), _value));

        private static bool IsInteger(ReadOnlySpan<byte> number) => !number.ContainsAnyExcept(OfIntegers) && !number.SequenceEqual("-0"u8);
    }
}
