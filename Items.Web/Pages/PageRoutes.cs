using Items.Web.Security;
using Microsoft.AspNetCore.Mvc;

namespace Items.Web.Pages;

/// <summary>The site's own addresses. Those under <c>/items</c> answer htmx with a fragment and everybody else with the page.</summary>
internal static class PageRoutes
{
    private const int LargestForm = 512 * 1024;

    public static WebApplicationBuilder AddPages(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents();
        // The pages that are compressed hold no secrets that a reader's own text could be mixed with, so it gives nothing away. Streams are left alone.
        builder.Services.AddResponseCompression(compression => compression.EnableForHttps = true);
        builder.Services.AddSingleton<FragmentRenderer>();
        builder.Services.AddSingleton<AssetAddresses>();
        builder.Services.AddTransient<HomeReader>();
        return builder;
    }

    /// <summary>The site's own pages only: what is passed on from behind the front door goes as it came.</summary>
    public static WebApplication UsePageCompression(this WebApplication app)
    {
        app.UseWhen(context => context.GetEndpoint()?.Metadata.GetMetadata<CompressedAttribute>() is not null, pages => pages.UseResponseCompression());
        return app;
    }

    public static WebApplication MapPages(this WebApplication app)
    {
        app.MapStaticAssets();
        var site = app.MapSite().Compressed();
        site.MapGet("/", ShowHome.HandleAsync).WithName("Home").WithSummary("The page.");
        site.MapGet("/items", ShowList.HandleAsync).WithName("List").WithSummary("The list alone.");
        site.MapPost("/items", AddNewItem.HandleAsync).WithName("Add").WithSummary("Adds an item.");
        site.MapGet("/items/{id:guid}", ShowItem.ViewAsync).WithName("Row").WithSummary("One row.");
        site.MapGet("/items/{id:guid}/edit", ShowItem.EditAsync).WithName("Edit").WithSummary("One row as a form.");
        site.MapGet("/items/{id:guid}/delete", ShowItem.DeleteAsync).WithName("AskDelete").WithSummary("One row as a question.");
        site.MapPost("/items/{id:guid}", SaveItem.HandleAsync).WithName("Save").WithSummary("Replaces an item.");
        site.MapPost("/items/{id:guid}/delete", DeleteItem.HandleAsync).WithName("Delete").WithSummary("Deletes an item.");
        return app;
    }

    /// <summary>What all addresses of the site have in common.</summary>
    public static RouteGroupBuilder MapSite(this IEndpointRouteBuilder app) => app.MapGroup("")
        .AddEndpointFilter(SameOriginForms.CheckAsync)
        .AddEndpointFilter(VaryAsync)
        .WithMetadata(new RequestSizeLimitAttribute(LargestForm));

    /// <summary>For answers that hold no secrets.</summary>
    public static RouteGroupBuilder Compressed(this RouteGroupBuilder site) => site.WithMetadata(new CompressedAttribute());

    /// <summary>The same address is a page or a fragment; both change all the time.</summary>
    private static ValueTask<object?> VaryAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var headers = context.HttpContext.Response.Headers;
        headers.Vary = "HX-Request";
        headers.CacheControl = "no-cache";
        return next(context);
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class CompressedAttribute : Attribute;
}
