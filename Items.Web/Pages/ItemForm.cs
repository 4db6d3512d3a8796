using System.Reflection;
using Items.Contracts;
using Items.Web.Upstream;

namespace Items.Web.Pages;

/// <summary>The fields of the site's forms.</summary>
internal sealed record ItemForm(ItemDraft Draft, PagePlace Place, Guid? Id, Cursor? State, Guid? Instead) : IBindableFromHttpContext<ItemForm>
{
    public static async ValueTask<ItemForm?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        if (!context.Request.HasFormContentType)
        {
            throw new BadHttpRequestException("A form is expected.", StatusCodes.Status415UnsupportedMediaType);
        }

        IFormCollection form;
        try
        {
            form = await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (InvalidDataException tooMuch)
        {
            throw new BadHttpRequestException(tooMuch.Message, StatusCodes.Status400BadRequest, tooMuch);
        }

        return new ItemForm(
            new ItemDraft(Lines(form["text"]), Lines(form["attributes"])),
            PagePlace.Of(form["q"], form["after"]),
            Guid.TryParse(form["id"], out var id) ? id : null,
            Cursor.TryParse(form["state"], out var state) && state.Epoch is not null ? state : null,
            Guid.TryParse(form["instead"], out var instead) ? instead : null);
    }

    /// <summary>Forms send line breaks as CR LF, whatever they were.</summary>
    private static string Lines(string? field) => (field ?? "").Replace("\r\n", "\n", StringComparison.Ordinal);
}
