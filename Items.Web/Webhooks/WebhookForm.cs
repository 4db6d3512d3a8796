using System.Globalization;
using System.Reflection;
using Items.Web.Pages;
using Items.Web.Upstream;

namespace Items.Web.Webhooks;

/// <summary>The fields of the forms on the page of webhooks.</summary>
/// <param name="Draft">What a new webhook is to be.</param>
/// <param name="Id">The id of a new webhook.</param>
/// <param name="Version">The version that was seen; 0, which no webhook has, when the form does not say.</param>
/// <param name="Position">From where to deliver again.</param>
/// <param name="IsFromBeginning">From the oldest event that is kept.</param>
/// <param name="Place">Where in the list the form was.</param>
internal sealed record WebhookForm(WebhookDraft Draft, Guid? Id, int Version, string Position, bool IsFromBeginning, WebhooksPlace Place) : IBindableFromHttpContext<WebhookForm>
{
    public static async ValueTask<WebhookForm?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var form = await FormFields.ReadAsync(context);
        var draft = new WebhookDraft(
            form["url"].ToString(),
            FormFields.Lines(form["description"]),
            [.. form["types"].OfType<string>()],
            FormFields.Lines(form["attributes"]),
            form["batchSize"].ToString());
        return new WebhookForm(
            draft,
            Guid.TryParse(form["id"], out var id) ? id : null,
            int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0,
            form["position"].ToString().Trim(),
            form["from"] == "beginning",
            WebhooksPlace.Of(form["page"]));
    }
}
