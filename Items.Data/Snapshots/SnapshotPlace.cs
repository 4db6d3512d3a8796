using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Items.Contracts;
using Items.Data.Log;

namespace Items.Data.Snapshots;

/// <summary>
/// How far a reader of a snapshot has come. It is all that the next page needs: no process and no transaction keeps anything between two pages.
/// Written <c>{epoch}.{position}.{listed}.{bound}</c>, which is for the server to understand and is no <see cref="Cursor"/>.
/// </summary>
/// <param name="Epoch">The life of the log in which the snapshot began.</param>
/// <param name="Position">What the reader holds is right for every item that has not changed after this number.</param>
/// <param name="Listed">Items that were created up to this number have been listed.</param>
/// <param name="Bound">The log's head when the snapshot began. Items created later are not listed: they come because they changed.</param>
public readonly record struct SnapshotPlace(string Epoch, long Position, long Listed, long Bound)
{
    /// <summary>The longest written form, in characters.</summary>
    public const int MaxLength = Cursor.EpochLength + (3 * (1 + MaxDigits));

    private const int MaxDigits = 19;

    /// <summary>Reads the written form; false for anything that no page can have said.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SnapshotPlace place)
    {
        place = default;
        if (text?.Split('.') is not [var epoch, var position, var listed, var bound]
            || !Cursor.IsEpoch(epoch)
            || !TryParseNumber(position, out var positionNumber) || !TryParseNumber(listed, out var listedNumber) || !TryParseNumber(bound, out var boundNumber))
        {
            return false;
        }

        place = new SnapshotPlace(epoch, positionNumber, listedNumber, boundNumber);
        return listedNumber <= boundNumber && boundNumber <= positionNumber;
    }

    /// <summary>The written form.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}.{Position}.{Listed}.{Bound}");

    /// <summary>Whether a log still tells everything that has changed since.</summary>
    internal bool IsServed(string epoch, long head, long oldest) => ServedPosition.Refusal(new Cursor(Epoch, Position), epoch, head, oldest) is null;

    private static bool TryParseNumber(string digits, out long number) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && digits.Length <= MaxDigits;
}
