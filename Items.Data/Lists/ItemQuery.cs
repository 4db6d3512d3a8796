namespace Items.Data.Lists;

/// <summary>Which items.</summary>
/// <param name="Limit">At most so many.</param>
/// <param name="After">Only those behind this one in the order: the <see cref="Model.Item.CreatedSeq"/> of the last one known; null for all.</param>
/// <param name="Search">A pattern of ILIKE that the text has to fit, escaped with <c>\</c>; null for all.</param>
/// <param name="Attributes">A JSON object that the attributes have to contain; null for all.</param>
/// <param name="IsNewestFirst">Backwards in the order of creation.</param>
public sealed record ItemQuery(int Limit, long? After, string? Search, string? Attributes, bool IsNewestFirst);
