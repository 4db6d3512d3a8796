using System.Reflection;
using Items.Contracts;
using Items.Web.Upstream;

namespace Items.Web.Pages;

/// <summary>The fields of the site's forms.</summary>
internal sealed record ItemForm(ItemDraft Draft, PagePlace Place, Guid? Id, Cursor? State, Guid? Instead) : IBindableFromHttpContext<ItemForm>
{
    public static async ValueTask<ItemForm?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var form = await FormFields.ReadAsync(context);
        return new ItemForm(
            new ItemDraft(FormFields.Lines(form["text"]), FormFields.Lines(form["attributes"])),
            PagePlace.Of(form["q"], form["after"]),
            Guid.TryParse(form["id"], out var id) ? id : null,
            Cursor.TryParse(form["state"], out var state) && state.Epoch is not null ? state : null,
            Guid.TryParse(form["instead"], out var instead) ? instead : null);
    }
}
