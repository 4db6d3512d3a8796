using System.Globalization;

namespace Items.Contracts;

/// <summary>What of JSON every reader understands alike and Postgres' <c>jsonb</c> can hold (I-JSON, RFC 7493): attributes hold nothing else, and filters may ask for nothing else.</summary>
public static class InteroperableJson
{
    /// <summary>The largest power of ten in a number; beyond, IEEE 754 doubles end (RFC 7493 section 2.2) and <c>jsonb</c> would write thousands of digits.</summary>
    private const int MaxExponent = 308;

    /// <summary>True for text without U+0000.</summary>
    public static bool IsText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return !text.Contains('\0');
    }

    /// <summary>True for a JSON number, as it is written, within the range of an IEEE 754 double.</summary>
    public static bool IsNumber(string number)
    {
        var exponent = number.AsSpan()[(number.AsSpan().IndexOfAny('e', 'E') + 1)..];
        var isInRange = exponent.Length == number.Length
            || (int.TryParse(exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power) && power is >= -MaxExponent and <= MaxExponent);
        return isInRange && double.IsFinite(double.Parse(number, CultureInfo.InvariantCulture));
    }
}
