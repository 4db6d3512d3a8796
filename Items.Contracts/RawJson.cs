using System.Text.Json;
using System.Text.Json.Serialization;

namespace Items.Contracts;

/// <summary>
/// One JSON value kept as the text it came in and written back unparsed: Items stores and relays an item's attributes, it does not
/// read them. The default value stands for an empty object.
/// </summary>
[JsonConverter(typeof(Converter))]
public readonly struct RawJson : IEquatable<RawJson>
{
    private readonly string? _text;

    private RawJson(string text) => _text = text;

    /// <summary>The empty object.</summary>
    public static RawJson EmptyObject => default;

    /// <summary>The JSON text.</summary>
    public string Text => _text ?? "{}";

    /// <summary>Wraps text that is known to be one well-formed JSON value, such as Postgres' <c>jsonb</c> output.</summary>
    public static RawJson FromTrusted(string text) => new(text);

    public static bool operator ==(RawJson left, RawJson right) => left.Equals(right);

    public static bool operator !=(RawJson left, RawJson right) => !left.Equals(right);

    /// <summary>Equality of the text, not of the meaning.</summary>
    public bool Equals(RawJson other) => Text == other.Text;

    public override bool Equals(object? obj) => obj is RawJson other && Equals(other);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;

    internal sealed class Converter : JsonConverter<RawJson>
    {
        public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return new RawJson(document.RootElement.GetRawText());
        }

        public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value._text ?? "{}", skipInputValidation: true);
    }
}
