using Microsoft.AspNetCore.WebUtilities;

namespace Items.Web.Webhooks;

/// <summary>Where in the list of webhooks somebody is.</summary>
/// <param name="After">Where the page begins; null at the top.</param>
public sealed record WebhooksPlace(string? After)
{
    private const string Path = "/webhooks";

    public static WebhooksPlace Top { get; } = new((string?)null);

    public static WebhooksPlace Of(string? after) => string.IsNullOrWhiteSpace(after) ? Top : new(after);

    /// <summary>The page's address, with one more parameter perhaps.</summary>
    public string Page(string? name = null, string? value = null) => Address(Path, name, value);

    /// <summary>The address of a row on the page with something opened in it, without JavaScript.</summary>
    public string Row(string name, Guid id) => $"{Page(name, id.ToString())}#{RowId(id)}";

    /// <summary>The address of the rows alone.</summary>
    public string Rows() => Address($"{Path}/rows", null, null);

    public static string RowId(Guid id) => $"w-{id}";

    private string Address(string path, string? name, string? value)
    {
        KeyValuePair<string, string?>[] parameters = [new("after", After), new(name ?? "", value)];
        return QueryHelpers.AddQueryString(path, parameters.Where(parameter => parameter.Value is not null));
    }
}
