namespace Items.EndToEnd.Tests.Chaos;

internal enum Fate
{
    /// <summary>No answer, or one that says so: it may have been made or not.</summary>
    Unknown,

    /// <summary>Acknowledged: it is event <see cref="Attempt.Seq"/>.</summary>
    Made,

    /// <summary>Answered with a refusal: it is no event.</summary>
    Refused,
}

/// <summary>One change that a writer asked for.</summary>
/// <param name="Marker">Unique; in the attributes of what a create, replace or patch leads to.</param>
/// <param name="Item">The item; null for a create whose id the server makes.</param>
/// <param name="IsDelete">Deletes leave no marker: an event of theirs shows the last state.</param>
internal sealed record Attempt(string Marker, Guid? Item, bool IsDelete)
{
    public Fate Fate { get; set; }

    public long Seq { get; set; }

    /// <summary>How often it was sent.</summary>
    public int Sent { get; set; }

    /// <summary>The event it became, when the log was read; 0 when it became none.</summary>
    public long Found { get; set; }
}
