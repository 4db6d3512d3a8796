using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Items.ServiceDefaults.Hosting;

/// <summary>HEAD, which RFC 9110 section 9.3.2 asks of every resource that has GET.</summary>
public static class HeadRequests
{
    /// <summary>Routes HEAD as GET; the server leaves the body out of the answer by itself. Call it before routing.</summary>
    /// <param name="app">The host.</param>
    /// <param name="endless">Paths whose answer to GET never ends, and which have no HEAD for that reason.</param>
    public static WebApplication UseHeadAsGet(this WebApplication app, params string[] endless)
    {
        // Not asynchronous itself for other methods: that would be memory for every open stream.
        app.Use(next => context => HttpMethods.IsHead(context.Request.Method) && !Array.Exists(endless, path => context.Request.Path.StartsWithSegments(path, StringComparison.Ordinal))
            ? AsGetAsync(context, next)
            : next(context));
        app.UseRouting();
        return app;
    }

    private static async Task AsGetAsync(HttpContext context, RequestDelegate next)
    {
        context.Request.Method = HttpMethods.Get;
        try
        {
            await next(context);
        }
        finally
        {
            context.Request.Method = HttpMethods.Head;
        }
    }
}
