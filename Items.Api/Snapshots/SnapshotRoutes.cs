using Items.Api.Description;
using Items.Api.Problems;
using Items.Contracts;
using Microsoft.OpenApi;

namespace Items.Api.Snapshots;

internal static class SnapshotRoutes
{
    public const string PageParameter = "page";

    public static void MapSnapshots(this IEndpointRouteBuilder app)
    {
        var snapshots = app.MapGroup("/api").WithTags("Streams").WithProblemAnswers()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        snapshots.MapGet("snapshot", ReadSnapshot.Handle).WithName("ReadSnapshot").WithSummary("Read all items as they are at one position of the log, which the last page names")
            .WithQuery("limit", $"Most items on a page: 1 to {ItemLimits.MaxPageSize}; {ItemLimits.DefaultPageSize} unless given.", JsonSchemaType.Integer)
            .WithQuery("attributes", "Only items whose attributes contain this JSON object.")
            .WithQuery("ids", $"Only these items: ids separated by commas, {ItemLimits.MaxIds} at most.")
            .WithQuery(PageParameter, "Where the page starts, as the previous page's Link says.")
            .Produces<ItemSnapshot[]>(StatusCodes.Status200OK, MessagingNames.EventBatchContentType)
            .ProducesProblem(StatusCodes.Status410Gone);
    }
}
