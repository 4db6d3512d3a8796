using Items.Web.Pages;

namespace Items.Web.Webhooks;

/// <summary>The addresses under <c>/webhooks</c>. They answer htmx with a fragment and everybody else with the page.</summary>
internal static class WebhookRoutes
{
    public static WebApplicationBuilder AddWebhooks(this WebApplicationBuilder builder)
    {
        builder.Services.AddTransient<WebhooksReader>();
        builder.Services.AddTransient<WebhookAnswers>();
        return builder;
    }

    public static WebApplication MapWebhooks(this WebApplication app)
    {
        var pages = app.MapSite().Compressed();
        pages.MapGet("/webhooks", ShowWebhooks.PageAsync).WithName("Webhooks").WithSummary("The page of webhooks.");
        pages.MapGet("/webhooks/rows", ShowWebhooks.RowsAsync).WithName("WebhookRows").WithSummary("The rows alone, for the page to follow.");
        pages.MapGet("/webhooks/{id:guid}", ShowWebhook.ViewAsync).WithName("WebhookRow").WithSummary("One row.");
        pages.MapGet("/webhooks/{id:guid}/replay", ShowWebhook.ReplayAsync).WithName("AskReplay").WithSummary("One row, with the form that replays.");
        pages.MapGet("/webhooks/{id:guid}/rotate", ShowWebhook.RotateAsync).WithName("AskRotate").WithSummary("One row, with the question before its secret is rotated.");
        pages.MapGet("/webhooks/{id:guid}/delete", ShowWebhook.DeleteAsync).WithName("AskDeleteWebhook").WithSummary("One row, with the question before it is deleted.");
        pages.MapPost("/webhooks/{id:guid}/test", TestWebhook.HandleAsync).WithName("TestWebhook").WithSummary("Asks for a sample delivery.");
        pages.MapPost("/webhooks/{id:guid}/replay", ReplayWebhook.HandleAsync).WithName("ReplayWebhook").WithSummary("Delivers from another position.");
        pages.MapPost("/webhooks/{id:guid}/resume", SwitchWebhook.ResumeAsync).WithName("ResumeWebhook").WithSummary("Goes on where delivery stopped.");
        pages.MapPost("/webhooks/{id:guid}/disable", SwitchWebhook.DisableAsync).WithName("DisableWebhook").WithSummary("Stops delivery.");
        pages.MapPost("/webhooks/{id:guid}/delete", DeleteWebhook.HandleAsync).WithName("DeleteWebhook").WithSummary("Deletes a webhook.");

        // Their answers show a secret, once: nobody keeps them, and they are not compressed beside text of the reader's choice.
        var secrets = app.MapSite().AddEndpointFilter(NeverKeptAsync);
        secrets.MapPost("/webhooks", AddNewWebhook.HandleAsync).WithName("AddWebhook").WithSummary("Adds a webhook.");
        secrets.MapPost("/webhooks/{id:guid}/rotate", RotateSecret.HandleAsync).WithName("RotateSecret").WithSummary("Makes another secret.");
        return app;
    }

    private static ValueTask<object?> NeverKeptAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Response.Headers.CacheControl = "no-store";
        return next(context);
    }
}
