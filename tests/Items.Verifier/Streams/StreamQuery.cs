namespace Items.Verifier.Streams;

/// <summary>What to follow; the parameters are those of docs/streams.md.</summary>
/// <param name="After">A cursor; null starts now.</param>
/// <param name="Types">Comma-separated types; null for all.</param>
/// <param name="Subject">Comma-separated item ids; null for all.</param>
/// <param name="Attributes">A JSON object that the item's attributes must contain; null for all.</param>
/// <param name="Snapshot">Begin with the current items, unless the position is served.</param>
public sealed record StreamQuery(string? After = null, string? Types = null, string? Subject = null, string? Attributes = null, bool Snapshot = false)
{
    /// <summary>As the query of a URL, without the question mark.</summary>
    public override string ToString() => string.Join('&', Parameters().Where(p => p.Value is not null).Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value!)}"));

    private IEnumerable<(string Name, string? Value)> Parameters() =>
        [("after", After), ("types", Types), ("subject", Subject), ("attributes", Attributes), ("snapshot", Snapshot ? "true" : null)];
}
