using Items.Contracts;
using Items.Web.Pages.Parts;
using Items.Web.Upstream;

namespace Items.Web.Pages;

/// <summary><c>POST /items</c>: adds an item. Sending the same form again adds nothing.</summary>
internal static class AddNewItem
{
    public static async Task<IResult> HandleAsync(HttpContext context, ItemForm form, ItemsApi api, HomeReader reader, CancellationToken cancellationToken)
    {
        var id = form.Id ?? Guid.CreateVersion7();
        if (!form.Draft.TryWriteBody(id, out var body, out var problem))
        {
            return await AskAgainAsync(context, form, new AddForm(id, form.Draft, problem), reader, cancellationToken);
        }

        var created = await api.CreateAsync(body, cancellationToken);
        if (created.Problem is { Type: ProblemTypes.ItemExists })
        {
            created = await FindEarlierAsync(id, form.Draft, api, cancellationToken);
            id = Guid.CreateVersion7(); // an earlier attempt used up the other one
        }

        if (!created.IsGiven(out var item, out problem))
        {
            return await AskAgainAsync(context, form, new AddForm(id, form.Draft, problem), reader, cancellationToken);
        }

        if (!context.Request.IsHtmx())
        {
            return Answers.SeeOther($"{PagePlace.Top.Page("done", "added")}#{PagePlace.RowId(item.Item.Id)}");
        }

        return form.Instead is { } gone
            ? Answers.Component<InsteadAnswer>((nameof(InsteadAnswer.Item), item.Item), (nameof(InsteadAnswer.GoneId), gone))
            : Answers.Component<AddedAnswer>((nameof(AddedAnswer.Item), item.Item));
    }

    /// <summary>The form was sent before: what that attempt added is the answer, unless the text is another by now.</summary>
    private static async Task<Answer<TaggedItem>> FindEarlierAsync(Guid id, ItemDraft draft, ItemsApi api, CancellationToken cancellationToken)
    {
        var earlier = await api.GetAsync(id, cancellationToken);
        return earlier.Value is null || earlier.Value.Item.Text == draft.Text
            ? earlier
            : new Problem(StatusCodes.Status409Conflict, ProblemTypes.ItemExists, null, "Your earlier attempt was saved after all. Add once more to have this as another item.", null);
    }

    private static async Task<IResult> AskAgainAsync(HttpContext context, ItemForm form, AddForm add, HomeReader reader, CancellationToken cancellationToken)
    {
        var status = add.Problem!.Status;
        if (!context.Request.IsHtmx())
        {
            return Answers.Page(await reader.ReadAsync(form.Place, cancellationToken) with { Add = add }, status);
        }

        var answer = form.Instead is { } gone
            ? Answers.Component<EditItemRow>((nameof(EditItemRow.Form), new EditForm(gone, form.Draft, form.State ?? default, add.Problem)))
            : Answers.Component<AddItem>((nameof(AddItem.Form), add));
        return answer.WithStatus(status);
    }
}
