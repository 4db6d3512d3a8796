namespace Items.Data.Model;

/// <summary>The one row of <c>relay</c>: how far the log has been published and confirmed.</summary>
public sealed class RelayRow
{
    /// <summary>Always 1.</summary>
    public short Id { get; init; }

    /// <summary>Sequence number of the last event the broker confirmed.</summary>
    public long Published { get; init; }
}
