using System.Globalization;
using Items.Contracts;

namespace Items.StreamGateway.Events;

/// <summary>An epoch as a number: compared at every event, written out once.</summary>
internal static class Epochs
{
    public static bool TryParse(ReadOnlySpan<byte> utf8, out uint epoch)
    {
        epoch = 0;
        if (utf8.Length != Cursor.EpochLength)
        {
            return false;
        }

        Span<char> text = stackalloc char[Cursor.EpochLength];
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = (char)utf8[i];
        }

        return Cursor.IsEpoch(text) && uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out epoch);
    }

    /// <summary>The number of an epoch that a <see cref="Cursor"/> has checked.</summary>
    public static uint Parse(string epoch) => uint.Parse(epoch, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    public static string Format(uint epoch) => epoch.ToString("x8", CultureInfo.InvariantCulture);
}
