using Items.Contracts;
using Microsoft.AspNetCore.Http.Extensions;

namespace Items.Api.Input;

internal static class PageLink
{
    /// <summary>A <c>Link</c> header (RFC 8288) to the same query after the given position; a relative reference, so that it holds at the front door too.</summary>
    public static string Next(HttpRequest request, Cursor after) => Next(request, "after", after.ToString());

    /// <summary>The same with another parameter for the place.</summary>
    public static string Next(HttpRequest request, string name, string place)
    {
        var query = new QueryBuilder(request.Query.Where(parameter => parameter.Key != name)) { { name, place } };
        return $"<{request.Path}{query}>; rel=\"next\"";
    }
}
