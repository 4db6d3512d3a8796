using Items.Contracts;
using Items.Web.Upstream;

namespace Items.Web.Pages;

/// <summary>Everything the page shows.</summary>
public sealed record HomeView
{
    public required PagePlace Place { get; init; }

    public required Answer<ItemPage> List { get; init; }

    public required IReadOnlyList<ItemEvent> Recent { get; init; }

    public AddForm Add { get; init; } = AddForm.New();

    public EditForm? Edit { get; init; }

    public DeleteForm? Delete { get; init; }

    /// <summary>What was just done, in words.</summary>
    public string? Notice { get; init; }
}

/// <summary>The form that adds an item.</summary>
/// <param name="Id">The id the new item will have, made with the form: sending the form twice adds one item.</param>
/// <param name="Draft">What was typed.</param>
/// <param name="Problem">Why it was not taken.</param>
public sealed record AddForm(Guid Id, ItemDraft Draft, Problem? Problem = null)
{
    public static AddForm New() => new(Guid.CreateVersion7(), ItemDraft.Empty);
}

/// <summary>The form that changes an item.</summary>
/// <param name="Id">The item.</param>
/// <param name="Draft">What was typed; at first, what the item says.</param>
/// <param name="State">The state that the change will be made to.</param>
/// <param name="Problem">Why it was not taken.</param>
/// <param name="Current">What the item says by now, when somebody else changed it in between.</param>
public sealed record EditForm(Guid Id, ItemDraft Draft, Cursor State, Problem? Problem = null, ItemResource? Current = null)
{
    /// <summary>The item was deleted in between; what was typed can become a new one.</summary>
    public bool IsGone => Problem?.Type == ProblemTypes.ItemNotFound;

    public static EditForm Of(TaggedItem item) => new(item.Item.Id, ItemDraft.Of(item.Item), item.Cursor);
}

/// <summary>The question before an item is deleted.</summary>
/// <param name="Item">The item as it is now.</param>
/// <param name="State">The state that was agreed to be deleted.</param>
/// <param name="Problem">Why it was not deleted.</param>
public sealed record DeleteForm(ItemResource Item, Cursor State, Problem? Problem = null);
