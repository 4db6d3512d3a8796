using System.Text;

namespace Items.Worker.Requests;

/// <summary>
/// Words from outside as text that Postgres takes and a page can show: what is no character (half a surrogate pair, say), or a control character other than tab and line end, becomes the replacement
/// character.
/// </summary>
internal static class PrintableText
{
    /// <param name="text">Anything.</param>
    /// <param name="limit">Most characters (UTF-16 code units), of which the last says that there were more.</param>
    public static string Of(string text, int limit)
    {
        var printable = new StringBuilder(Math.Min(text.Length, limit));
        Span<char> units = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = Rune.IsControl(rune) && rune.Value is not ('\t' or '\n' or '\r') ? Rune.ReplacementChar : rune;
            if (printable.Length + shown.Utf16SequenceLength > limit)
            {
                return Cut(printable, limit);
            }

            printable.Append(units[..shown.EncodeToUtf16(units)]);
        }

        return printable.ToString();
    }

    private static string Cut(StringBuilder text, int limit)
    {
        if (text.Length == limit)
        {
            text.Length -= char.IsLowSurrogate(text[^1]) ? 2 : 1;
        }

        return text.Append('…').ToString();
    }
}
