using Items.Api.Description;
using Items.Api.Idempotency;
using Items.Api.Input;
using Items.Api.Problems;
using Items.Contracts;
using Microsoft.OpenApi;

namespace Items.Api.ItemEndpoints;

internal static class ItemRoutes
{
    public const string Path = "/api/items";

    public static void MapItems(this IEndpointRouteBuilder app)
    {
        var items = app.MapGroup(Path).WithTags("Items").WithProblemAnswers()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        items.MapGet("", ListItems.Handle).WithName("ListItems").WithSummary("List items, oldest first")
            .WithQuery("limit", $"Items on a page: 1 to {ItemLimits.MaxPageSize}; {ItemLimits.DefaultPageSize} unless given.", JsonSchemaType.Integer)
            .WithQuery("after", "Where the page starts, as the previous page's Link says.")
            .WithQuery("q", "Only items whose text contains this, in either case.")
            .WithQuery("attributes", "Only items whose attributes contain this JSON object.")
            .WithQuery("order", "oldest (first) or newest (first).");
        items.MapPost("", CreateItem.Handle).WithName("CreateItem").WithSummary("Create an item").WithIdempotencyKey()
            .Accepts<NewItem>(RequestBody.Json);
        items.MapGet("{id}", GetItem.Handle).WithName("GetItem").WithSummary("Get an item")
            .ProducesProblem(StatusCodes.Status404NotFound);
        items.MapPut("{id}", PutItem.Handle).WithName("PutItem").WithSummary("Create or replace an item").WithIdempotencyKey()
            .Accepts<NewItem>(RequestBody.Json).ProducesProblem(StatusCodes.Status412PreconditionFailed);
        items.MapPatch("{id}", PatchItem.Handle).WithName("PatchItem").WithSummary("Change an item by a JSON merge patch").WithIdempotencyKey()
            .Accepts<ItemPatch>(RequestBody.MergePatch, RequestBody.Json)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status412PreconditionFailed);
        items.MapDelete("{id}", DeleteItem.Handle).WithName("DeleteItem").WithSummary("Delete an item").WithIdempotencyKey()
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }

    public static string PathOf(Guid id) => $"{Path}/{id}";
}
