using Items.Contracts;

namespace Items.Verifier;

/// <summary>Where an event stands.</summary>
public static class EventPosition
{
    /// <summary>The cursor of an event that has one; every stored event, checkpoint and end of a snapshot has.</summary>
    /// <exception cref="FormatException">Its <c>source</c> or <c>sequence</c> is not ours.</exception>
    public static Cursor Of(ItemEvent change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return change.Source.StartsWith(Cursor.SourcePrefix, StringComparison.Ordinal)
            && Cursor.TryParse($"{change.Source[Cursor.SourcePrefix.Length..]}-{change.Sequence}", out var cursor)
            ? cursor
            : throw new FormatException($"An event of the source '{change.Source}' with the sequence '{change.Sequence}' has no position.");
    }
}
