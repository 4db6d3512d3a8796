namespace Items.Data.Model;

/// <summary>The one row of <c>stream</c>. Its lock is what puts commits into an order.</summary>
public sealed class StreamRow
{
    /// <summary>Always 1.</summary>
    public short Id { get; init; }

    /// <summary>This log's life: 8 lower-case hexadecimal digits.</summary>
    public required string Epoch { get; init; }

    /// <summary>Sequence number of the newest event; 0 when there is none.</summary>
    public long Head { get; init; }

    /// <summary>Sequence number of the oldest event that is kept; <see cref="Head"/> + 1 when there is none.</summary>
    public long Oldest { get; init; }

    /// <summary>The server, its timeline and the database that number this life; null until the first connection that looks. Another one begins a new life.</summary>
    public string? Home { get; init; }
}
