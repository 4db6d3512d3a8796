using System.Globalization;

namespace Items.Web.Pages.Parts;

/// <summary>The beginning of a text, cut between characters as people see them.</summary>
internal static class Excerpt
{
    public static string Of(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        var end = 0;
        while (end < length)
        {
            end += StringInfo.GetNextTextElementLength(text, end);
        }

        return end >= text.Length ? text : string.Concat(text.AsSpan(0, end), "…");
    }
}
