namespace Items.Data.Log;

/// <summary>A stretch of the log that is asked for.</summary>
/// <param name="After">The last sequence number that the reader has.</param>
/// <param name="Through">The last that it asks for: bounds what is looked through when little of it matches.</param>
/// <param name="Limit">Most events.</param>
public sealed record LogQuery(long After, long Through, int Limit)
{
    /// <summary>Only these types; null for all.</summary>
    public string[]? Types { get; init; }

    /// <summary>A JSON object that the attributes must contain; null for all.</summary>
    public string? Attributes { get; init; }

    /// <summary>The page ends with the event that exceeds this many bytes.</summary>
    public int MaxBytes { get; init; } = LogReader.MaxPageBytes;
}
