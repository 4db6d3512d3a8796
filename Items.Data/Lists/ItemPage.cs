using Items.Data.Model;

namespace Items.Data.Lists;

/// <summary>Items as they are at a position of the log.</summary>
/// <param name="Epoch">The log's life.</param>
/// <param name="Head">The last event that these items show.</param>
/// <param name="Items">In the order asked for.</param>
public sealed record ItemPage(string Epoch, long Head, IReadOnlyList<Item> Items);
