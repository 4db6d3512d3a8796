using System.Text.Json.Nodes;
using Items.Contracts;
using Items.Data.Log;

namespace Items.Data.Tests.Log.Model;

/// <summary>An item as the model has it.</summary>
internal sealed record ModelItem(string Text, JsonObject Attributes, int Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Seq)
{
    public bool IsSameAs(ItemResource? other) =>
        other is not null && Text == other.Text && JsonNode.DeepEquals(Attributes, JsonNode.Parse(other.Attributes.Text))
        && (Version, CreatedAt, UpdatedAt, Seq) == (other.Version, other.CreatedAt, other.UpdatedAt, other.Seq);
}

/// <summary>What the items are and what becomes of a change: one change after the other, nothing at the same time.</summary>
internal sealed class ItemModel(string epoch)
{
    private readonly Dictionary<Guid, ModelItem> _items = [];

    public IReadOnlyDictionary<Guid, ModelItem> Items => _items;

    public ChangeResult Judge(Change change)
    {
        var found = _items.GetValueOrDefault(change.Id);
        return change switch
        {
            { Kind: ChangeKind.Create } when found is not null => ChangeResult.Exists,
            { Kind: ChangeKind.Patch or ChangeKind.Delete } when found is null => ChangeResult.Missing,
            { IfMatch: not null } when !Holds(change.IfMatch, found) => ChangeResult.PreconditionFailed,
            { IfNoneMatch: not null } when Holds(change.IfNoneMatch, found) => ChangeResult.PreconditionFailed,
            { Kind: ChangeKind.Delete } => ChangeResult.Applied,
            _ when IsTooLarge(change) => ChangeResult.TooLarge,
            _ when found is null => ChangeResult.Created,
            _ when TextOf(change, found) == found.Text && JsonNode.DeepEquals(AttributesOf(change, found), found.Attributes) => ChangeResult.Unchanged,
            _ => ChangeResult.Applied,
        };
    }

    /// <summary>Does what the change asks for; gives the item as it is afterwards, or as it was before it was deleted, under the number of the change.</summary>
    public ModelItem Apply(Change change, long seq, DateTimeOffset at)
    {
        var found = _items.GetValueOrDefault(change.Id);
        if (change.Kind == ChangeKind.Delete)
        {
            _items.Remove(change.Id);
            return found! with { Seq = seq, UpdatedAt = at };
        }

        return _items[change.Id] = new ModelItem(
            TextOf(change, found), AttributesOf(change, found), (found?.Version ?? 0) + 1, found?.CreatedAt ?? at, at, seq);
    }

    private bool Holds(string condition, ModelItem? found) =>
        found is not null && (condition == "*" || condition.Split(',').Contains(new Cursor(epoch, found.Seq).ToString(), StringComparer.Ordinal));

    /// <summary>The attributes of a scenario are tiny or huge.</summary>
    private static bool IsTooLarge(Change change) => change.Attributes == Step.Huge;

    private static string TextOf(Change change, ModelItem? found) => change.Text ?? found!.Text;

    private static JsonObject AttributesOf(Change change, ModelItem? found) => change switch
    {
        { Attributes: null } => found!.Attributes,
        { Kind: ChangeKind.Patch } => Merge(found!.Attributes, JsonNode.Parse(change.Attributes)) as JsonObject ?? [],
        _ => (JsonObject)JsonNode.Parse(change.Attributes)!,
    };

    /// <summary>RFC 7396 section 2, as its pseudo-code has it.</summary>
    private static JsonNode? Merge(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject members)
        {
            return patch?.DeepClone();
        }

        var result = target is JsonObject before ? (JsonObject)before.DeepClone() : [];
        foreach (var (name, value) in members)
        {
            if (value is null)
            {
                result.Remove(name);
            }
            else
            {
                result[name] = Merge(result[name], value);
            }
        }

        return result;
    }
}
