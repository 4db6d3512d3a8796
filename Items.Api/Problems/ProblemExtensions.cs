namespace Items.Api.Problems;

internal static class ProblemExtensions
{
    public static IServiceCollection AddProblems(this IServiceCollection services)
    {
        services.AddProblemDetails();
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
}
