using Items.Api.Input;
using Items.Contracts;
using Microsoft.AspNetCore.Http.Metadata;

namespace Items.Api.Problems;

internal static class ProblemExtensions
{
    public static IServiceCollection AddProblems(this IServiceCollection services)
    {
        services.AddProblemDetails(options => options.CustomizeProblemDetails = NameOurs);
        services.AddExceptionHandler<FailureHandler>();
        return services;
    }

    /// <summary>Every answer from 400 on is a problem, also those of routing and of Kestrel's limits.</summary>
    public static WebApplication UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        return app;
    }

    /// <summary>Answers a <see cref="RequestRefusedException"/> of the group's handlers with its problem.</summary>
    public static RouteGroupBuilder WithProblemAnswers(this RouteGroupBuilder group) => group.AddEndpointFilter(async (context, next) =>
    {
        try
        {
            return await next(context);
        }
        catch (RequestRefusedException refused)
        {
            return TypedResults.Problem(refused.Problem);
        }
    });

    /// <summary>What routing refuses before a handler runs carries the same type as what the handlers refuse.</summary>
    private static void NameOurs(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        if (problem.Status == StatusCodes.Status415UnsupportedMediaType && problem.Type != ProblemTypes.UnsupportedMediaType)
        {
            var accepted = context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes;
            var named = ApiProblems.UnsupportedMediaType([.. accepted ?? [RequestBody.Json]]);
            (problem.Type, problem.Title, problem.Detail) = (named.Type, named.Title, named.Detail);
        }
    }
}
