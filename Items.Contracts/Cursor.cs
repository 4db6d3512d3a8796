using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Items.Contracts;

/// <summary>
/// A position in the log: everything up to and including <see cref="Seq"/> has been seen.
/// Written <c>{epoch}-{sequence}</c>, for example <c>6923a1c4-00000000000000000042</c>; within an epoch the written form
/// sorts like the number (ordinal comparison). It is the SSE <c>id</c>, an item's <c>ETag</c> and every <c>after=</c>.
/// </summary>
/// <param name="Epoch">The life of the log that numbered the events: 8 lower-case hexadecimal digits; null when a person gave a bare number.</param>
/// <param name="Seq">The sequence number of the last event seen; 0 before the first.</param>
public readonly record struct Cursor(string? Epoch, long Seq)
{
    /// <summary>Length of an epoch in characters.</summary>
    public const int EpochLength = 8;

    /// <summary>Digits of a sequence number on the wire (CloudEvents <c>sequence</c> extension: lexicographically ordered).</summary>
    public const int SequenceDigits = 20;

    /// <summary>The prefix of the CloudEvents <c>source</c>; the epoch follows.</summary>
    public const string SourcePrefix = "/streams/";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>The wire form of a sequence number: 20 digits, zero-padded.</summary>
    public static string FormatSequence(long seq) => seq.ToString("D20", CultureInfo.InvariantCulture);

    /// <summary>Reads <c>{epoch}-{20 digits}</c> or a bare number of 1 to 19 digits; anything else is refused.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Cursor cursor) => TryParse(text.AsSpan(), out cursor);

    /// <inheritdoc cref="TryParse(string?, out Cursor)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out Cursor cursor)
    {
        cursor = default;
        if (text.Length == EpochLength + 1 + SequenceDigits && text[EpochLength] == '-')
        {
            var epoch = text[..EpochLength];
            if (!IsEpoch(epoch) || !TryParseSequence(text[(EpochLength + 1)..], out var seq))
            {
                return false;
            }

            cursor = new Cursor(epoch.ToString(), seq);
            return true;
        }

        if (text.Length is 0 or > SequenceDigits - 1 || !TryParseSequence(text, out var bare))
        {
            return false;
        }

        cursor = new Cursor(null, bare);
        return true;
    }

    /// <summary>True for 8 lower-case hexadecimal digits.</summary>
    public static bool IsEpoch(ReadOnlySpan<char> text) =>
        text.Length == EpochLength && !text.ContainsAnyExcept(HexDigits);

    /// <summary>The wire form, or the bare number when the epoch is not known.</summary>
    public override string ToString() =>
        Epoch is null ? Seq.ToString(CultureInfo.InvariantCulture) : $"{Epoch}-{FormatSequence(Seq)}";

    private static bool TryParseSequence(ReadOnlySpan<char> digits, out long seq) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out seq);
}
