using Microsoft.AspNetCore.WebUtilities;

namespace Items.Web.Pages;

/// <summary>Where in the list somebody is. It travels in addresses and in hidden fields: the site keeps nothing about anybody.</summary>
/// <param name="Q">The search; null for everything.</param>
/// <param name="After">Where the page begins; null for the newest.</param>
public sealed record PagePlace(string? Q, string? After)
{
    public static PagePlace Top { get; } = new(null, null);

    public static PagePlace Of(string? q, string? after) =>
        new(string.IsNullOrWhiteSpace(q) ? null : q, string.IsNullOrWhiteSpace(after) ? null : after);

    /// <summary>The page's address, with one more parameter perhaps.</summary>
    public string Page(string? name = null, string? value = null) => Address("/", name, value);

    /// <summary>The address of a row on the page, for editing or deleting without JavaScript.</summary>
    public string Row(string name, Guid id) => $"{Page(name, id.ToString())}#{RowId(id)}";

    /// <summary>The address of the list alone.</summary>
    public string List() => Address("/items", null, null);

    public static string RowId(Guid id) => $"i-{id}";

    private string Address(string path, string? name, string? value)
    {
        KeyValuePair<string, string?>[] parameters = [new("q", Q), new("after", After), new(name ?? "", value)];
        return QueryHelpers.AddQueryString(path, parameters.Where(parameter => parameter.Value is not null));
    }
}
