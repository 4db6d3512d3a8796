using Items.Web.Pages;

namespace Items.Web.Security;

/// <summary>
/// Forms of other sites change nothing here. There are no cookies to steal, but whoever can reach this site can write, and a page elsewhere could make his browser
/// do it. Browsers say where a request comes from (Fetch Metadata, or at least Origin); what is no browser says neither and is let through.
/// </summary>
internal static class SameOriginForms
{
    public static async ValueTask<object?> CheckAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        var isUnsafe = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method);
        return isUnsafe && !IsOurs(request)
            ? ErrorPages.For(request, StatusCodes.Status403Forbidden, "That form was not ours", "Another site tried to change something here on your behalf. Nothing was changed.")
            : await next(context);
    }

    public static bool IsOurs(HttpRequest request)
    {
        if (request.Headers.TryGetValue("Sec-Fetch-Site", out var site))
        {
            return site == "same-origin" || site == "none";
        }

        return !request.Headers.TryGetValue("Origin", out var origin)
            || (Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == new UriBuilder(from.Scheme, request.Host.Host, request.Host.Port ?? -1).Uri.Authority);
    }
}
