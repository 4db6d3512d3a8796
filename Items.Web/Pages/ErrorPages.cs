using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Items.Web.Pages;

/// <summary>Pages for what is not there and for what went wrong. Details stay in the log.</summary>
internal static class ErrorPages
{
    public static WebApplication UseErrorPages(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = ShowFailureAsync,
            // What a client sends wrong is answered, and is no failure of ours to be logged.
            SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException,
        });
        return app;
    }

    public static WebApplication MapErrorPages(this WebApplication app)
    {
        app.MapFallback("{**path}", () => Page(StatusCodes.Status404NotFound, "There is nothing here", "The address may be mistyped, or what it led to is gone."));
        return app;
    }

    private static RazorComponentResult Page(int status, string title, string detail) =>
        Answers.Component<ErrorPage>((nameof(ErrorPage.Title), title), (nameof(ErrorPage.Detail), detail)).WithStatus(status);

    /// <summary>htmx gets words instead of a page, which it would put into the list.</summary>
    public static IResult For(HttpRequest request, int status, string title, string detail) =>
        request.IsHtmx() ? Results.Text($"{title}. {detail}", "text/plain; charset=utf-8", statusCode: status) : Page(status, title, detail);

    private static Task ShowFailureAsync(HttpContext context)
    {
        var failure = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        var page = failure is BadHttpRequestException bad
            ? For(context.Request, bad.StatusCode, "That request could not be read", bad.Message)
            : For(context.Request, StatusCodes.Status500InternalServerError, "Something went wrong here", "It has been noted. Please try again.");
        return page.ExecuteAsync(context);
    }
}
