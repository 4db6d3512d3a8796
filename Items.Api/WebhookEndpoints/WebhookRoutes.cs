using Items.Api.Description;
using Items.Api.Input;
using Items.Api.Problems;
using Items.Contracts.Webhooks;
using Items.Data.Setup;
using Items.ServiceDefaults.Hosting;
using Microsoft.OpenApi;

namespace Items.Api.WebhookEndpoints;

internal static class WebhookRoutes
{
    public const string Path = "/api/webhooks";

    private const string LimitText = "1 to 100; 100 unless given.";

    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddWebhookData();
        services.AddValidatedOptions<SecretRotationOptions, SecretRotationOptionsValidator>(SecretRotationOptions.Section);
        services.AddSingleton<WebhookChanges>();
        return services;
    }

    public static void MapWebhooks(this IEndpointRouteBuilder app)
    {
        var webhooks = app.MapGroup(Path).WithTags("Webhooks").WithProblemAnswers().WithoutKeysAndCaches()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        webhooks.MapGet("", ListWebhooks.Handle).WithName("ListWebhooks").WithSummary("List webhooks, oldest first")
            .WithQuery("limit", $"Webhooks on a page: {LimitText}", JsonSchemaType.Integer)
            .WithQuery("after", "Where the page starts, as the previous page's Link says.");
        webhooks.MapPost("", CreateWebhook.Handle).WithName("CreateWebhook").WithSummary("Create a webhook; the answer shows its secret, once")
            .Accepts<NewWebhook>(RequestBody.Json)
            .ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status410Gone);

        var one = webhooks.MapGroup("").ProducesProblem(StatusCodes.Status404NotFound);
        one.MapGet("{id}", GetWebhook.Handle).WithName("GetWebhook").WithSummary("Get a webhook: what is set, and where delivery stands");
        one.MapGet("{id}/deliveries", ListDeliveries.Handle).WithName("ListWebhookDeliveries").WithSummary("List a webhook's last attempts to deliver, newest first")
            .WithQuery("limit", $"Attempts on a page: {LimitText}", JsonSchemaType.Integer)
            .WithQuery("before", "Only attempts before this one: an id, as the previous page's Link says.");
        one.MapGet("{id}/deliveries/{delivery}", GetDelivery.Handle).WithName("GetWebhookDelivery").WithSummary("Get one attempt to deliver, for example a test");

        // Each of these may have a condition.
        var changes = one.MapGroup("").ProducesProblem(StatusCodes.Status412PreconditionFailed);
        changes.MapPatch("{id}", PatchWebhook.Handle).WithName("PatchWebhook").WithSummary("Change a webhook by a JSON merge patch, disable it, or make it active")
            .Accepts<WebhookPatch>(RequestBody.MergePatch, RequestBody.Json).ProducesProblem(StatusCodes.Status409Conflict);
        changes.MapDelete("{id}", DeleteWebhook.Handle).WithName("DeleteWebhook").WithSummary("Delete a webhook");
        changes.MapPost("{id}/test", TestWebhook.Handle).WithName("TestWebhook").WithSummary("Send a sample event now");
        changes.MapPost("{id}/replay", ReplayWebhook.Handle).WithName("ReplayWebhook").WithSummary("Deliver from any position on, again or for the first time")
            .Accepts<WebhookReplay>(RequestBody.Json).ProducesProblem(StatusCodes.Status410Gone);
        changes.MapPost("{id}/resume", ResumeWebhook.Handle).WithName("ResumeWebhook").WithSummary("Go on where delivery stopped, now")
            .ProducesProblem(StatusCodes.Status409Conflict);
        changes.MapPost("{id}/rotate-secret", RotateSecret.Handle).WithName("RotateWebhookSecret").WithSummary("Make a new secret; the answer shows it, once, and the old one signs as well for a while");
    }

    public static string PathOf(Guid id) => $"{Path}/{id}";

    public static string PathOf(Guid id, Guid delivery) => $"{Path}/{id}/deliveries/{delivery}";
}
