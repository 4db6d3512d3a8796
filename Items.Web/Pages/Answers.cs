using Items.Web.Pages.Parts;
using Items.Web.Upstream;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Items.Web.Pages;

/// <summary>The two ways to answer: a fragment for htmx, the page or a redirect to it for everybody else.</summary>
internal static class Answers
{
    public static bool IsHtmx(this HttpRequest request) => request.Headers["HX-Request"] == "true";

    public static RazorComponentResult Page(HomeView view, int status = StatusCodes.Status200OK) =>
        Component<HomePage>((nameof(HomePage.View), view)).WithStatus(view.List.Problem?.Status ?? status);

    public static RazorComponentResult Row(params IEnumerable<(string Name, object? Value)> parameters) => Component<RowAnswer>(parameters);

    public static RazorComponentResult Gone(Guid id, string notice) =>
        Row((nameof(RowAnswer.GoneId), id), (nameof(RowAnswer.Notice), notice));

    public static RazorComponentResult Component<T>(params IEnumerable<(string Name, object? Value)> parameters)
        where T : IComponent =>
        new RazorComponentResult<T>(parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Value, StringComparer.Ordinal)) { PreventStreamingRendering = true };

    public static RazorComponentResult WithStatus(this RazorComponentResult result, int status)
    {
        result.StatusCode = status;
        return result;
    }

    /// <summary>See Other: the form has been taken, reloading the page must not send it again.</summary>
    public static IResult SeeOther(string address) => new SeeOtherResult(address);

    public static IResult Problem(Problem problem) => Results.Text(problem.Message, "text/plain; charset=utf-8", statusCode: problem.Status);

    private sealed class SeeOtherResult(string address) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = address;
            return Task.CompletedTask;
        }
    }
}
