using Items.Api.Problems;
using Items.Contracts;

namespace Items.Api.Streams;

internal static class StreamRoutes
{
    public const string EventsPath = "/api/events";

    public static IServiceCollection AddStreams(this IServiceCollection services)
    {
        services.AddOptions<StreamAddressOptions>().BindConfiguration(StreamAddressOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<StreamAddress>();
        return services;
    }

    public static void MapStreams(this IEndpointRouteBuilder app)
    {
        var streams = app.MapGroup("/api").WithTags("Streams").WithProblemAnswers()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

        streams.MapGet("events", ReadEvents.Handle).WithName("ReadEvents").WithSummary("Read the log: every change after a position, in order")
            .Produces<ItemEvent[]>(StatusCodes.Status200OK, MessagingNames.EventBatchContentType)
            .ProducesProblem(StatusCodes.Status410Gone);
        streams.MapGet("socket", GetSocket.Handle).WithName("GetSocket").WithSummary("Where to follow the changes live");
    }
}
