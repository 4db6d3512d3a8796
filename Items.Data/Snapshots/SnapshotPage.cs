namespace Items.Data.Snapshots;

/// <summary>Which items a snapshot is of; what is null does not restrict.</summary>
/// <param name="Attributes">A JSON object that an item's attributes must contain, as <c>@&gt;</c> of <c>jsonb</c> has it.</param>
/// <param name="Ids">Only these items.</param>
public sealed record SnapshotFilter(string? Attributes, Guid[]? Ids);

/// <summary>A page of a snapshot.</summary>
/// <param name="Epoch">The log's life.</param>
/// <param name="Head">The log's head at the time of the read. After the last page the reader holds exactly what the table held then.</param>
/// <param name="Events">CloudEvents of type <see cref="Contracts.EventTypes.Snapshot"/> in UTF-8, to be applied in order.</param>
/// <param name="Next">Where the next page starts; null on the last.</param>
public sealed record SnapshotPage(string Epoch, long Head, IReadOnlyList<ReadOnlyMemory<byte>> Events, SnapshotPlace? Next);
