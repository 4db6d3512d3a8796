using System.Globalization;

namespace Items.Contracts;

/// <summary>What of JSON every reader understands alike and Postgres' <c>jsonb</c> can hold (I-JSON, RFC 7493): attributes hold nothing else, and filters may ask for nothing else.</summary>
public static class InteroperableJson
{
    /// <summary>The largest power of ten in a number; beyond, IEEE 754 doubles end (RFC 7493 section 2.2) and <c>jsonb</c> would write thousands of digits.</summary>
    private const int MaxExponent = 308;

    /// <summary>Digits behind the point, written without an exponent, that Postgres' <c>numeric</c> has room for.</summary>
    private const int MaxScale = 16_383;

    /// <summary>True for text without U+0000.</summary>
    public static bool IsText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return !text.Contains('\0');
    }

    /// <summary>True for a JSON number, as it is written, within the range of an IEEE 754 double and of so many digits that Postgres can hold it.</summary>
    public static bool IsNumber(string number)
    {
        ArgumentNullException.ThrowIfNull(number);
        var e = number.AsSpan().IndexOfAny('e', 'E');
        var power = 0;
        if (e >= 0 && (!int.TryParse(number.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out power) || power is < -MaxExponent or > MaxExponent))
        {
            return false;
        }

        var mantissa = e < 0 ? number : number[..e];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var fraction = point < 0 ? 0 : mantissa.Length - point - 1;
        return fraction - power <= MaxScale && double.IsFinite(double.Parse(number, CultureInfo.InvariantCulture));
    }
}
