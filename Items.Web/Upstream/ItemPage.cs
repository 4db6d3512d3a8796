using Items.Contracts;
using Microsoft.AspNetCore.WebUtilities;

namespace Items.Web.Upstream;

/// <summary>Some of the items, newest first.</summary>
/// <param name="Items">The items.</param>
/// <param name="Cursor">The log's position that this page is consistent with.</param>
/// <param name="Next">What to ask for to get the next page; null at the end.</param>
public sealed record ItemPage(IReadOnlyList<ItemResource> Items, Cursor Cursor, string? Next)
{
    /// <summary>The parameter <c>after</c> of the link whose relation is <c>next</c> (RFC 8288).</summary>
    public static string? NextOf(IEnumerable<string> linkHeaders)
    {
        foreach (var link in linkHeaders.SelectMany(header => header.Split(',')))
        {
            var (open, close) = (link.IndexOf('<', StringComparison.Ordinal), link.IndexOf('>', StringComparison.Ordinal));
            if (open >= 0 && close > open && link.AsSpan(close).Contains("rel=\"next\"", StringComparison.OrdinalIgnoreCase))
            {
                var address = link[(open + 1)..close];
                var query = address.IndexOf('?', StringComparison.Ordinal);
                return query < 0 ? null : QueryHelpers.ParseQuery(address[query..])["after"].ToString();
            }
        }

        return null;
    }
}

/// <summary>One item and the tag that a change of it has to name.</summary>
/// <param name="Item">The item.</param>
/// <param name="Cursor">The position of the change that led to this state.</param>
public sealed record TaggedItem(ItemResource Item, Cursor Cursor)
{
    public string ETag => $"\"{Cursor}\"";
}
