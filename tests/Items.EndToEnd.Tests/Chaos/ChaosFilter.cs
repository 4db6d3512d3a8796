using System.Text.Json;
using Items.Contracts;
using Items.Verifier.Streams;

namespace Items.EndToEnd.Tests.Chaos;

/// <summary>What a follower asks for, and the same as a predicate, so that what it gets can be foretold from the log.</summary>
internal sealed record ChaosFilter(IReadOnlyList<string>? Types, IReadOnlyList<Guid>? Subjects, int? Group)
{
    public bool IsOpen => Types is null && Subjects is null && Group is null;

    /// <summary>Each part is there or not by chance.</summary>
    public static ChaosFilter Choose(Random random, IReadOnlyList<Guid> shared) => new(
        random.Next(2) == 0 ? null : random.GetItems([.. EventTypes.Stored], random.Next(1, 3)).Distinct(StringComparer.Ordinal).ToList(),
        random.Next(2) == 0 ? null : random.GetItems([.. shared], random.Next(1, 6)).Distinct().ToList(),
        random.Next(2) == 0 ? null : random.Next(4));

    public StreamQuery ToQuery(string? after) => new(
        after,
        Types is null ? null : string.Join(',', Types),
        Subjects is null ? null : string.Join(',', Subjects),
        Group is null ? null : $$"""{"{{ChaosWriter.GroupName}}":{{Group}}}""");

    public bool Matches(ItemEvent change) =>
        (Types is null || Types.Contains(change.Type, StringComparer.Ordinal))
        && (Subjects is null || Subjects.Contains(change.Data!.Id))
        && (Group is null || GroupOf(change.Data!) == Group);

    private static int? GroupOf(ItemResource item)
    {
        using var attributes = JsonDocument.Parse(item.Attributes.Text);
        return attributes.RootElement.TryGetProperty(ChaosWriter.GroupName, out var group) ? group.GetInt32() : null;
    }
}
