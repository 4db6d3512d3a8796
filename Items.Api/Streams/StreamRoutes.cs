using Items.Api.Description;
using Items.Api.Problems;
using Items.Contracts;
using Microsoft.OpenApi;

namespace Items.Api.Streams;

internal static class StreamRoutes
{
    public static IServiceCollection AddStreams(this IServiceCollection services)
    {
        services.AddOptions<StreamAddressOptions>().BindConfiguration(StreamAddressOptions.Section).ValidateOnStart();
        services.AddSingleton<StreamAddress>();
        return services;
    }

    public static void MapStreams(this IEndpointRouteBuilder app)
    {
        var streams = app.MapGroup("/api").WithTags("Streams").WithProblemAnswers()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        streams.MapGet("events", ReadEvents.Handle).WithName("ReadEvents").WithSummary("Read the log: every change after a position, in order")
            .WithQuery("after", "The last position the reader has; without it, from the oldest event that is kept.")
            .WithQuery("limit", $"Most events: 0 (only the position) to {ItemLimits.MaxPageSize}; {ItemLimits.DefaultPageSize} unless given.", JsonSchemaType.Integer)
            .WithQuery("types", "Only these types, separated by commas.")
            .Produces<ItemEvent[]>(StatusCodes.Status200OK, MessagingNames.EventBatchContentType)
            .ProducesProblem(StatusCodes.Status410Gone);
        streams.MapGet("socket", GetSocket.Handle).WithName("GetSocket").WithSummary("Where to follow the changes live");
    }
}
