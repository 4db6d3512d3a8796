using Items.Contracts;
using Microsoft.AspNetCore.Http.Extensions;

namespace Items.Api.Input;

internal static class PageLink
{
    /// <summary>A <c>Link</c> header (RFC 8288) to the same query after the given position; a relative reference, so that it holds at the front door too.</summary>
    public static string Next(HttpRequest request, Cursor after)
    {
        var query = new QueryBuilder(request.Query.Where(parameter => parameter.Key != "after")) { { "after", after.ToString() } };
        return $"<{request.Path}{query}>; rel=\"next\"";
    }
}
