using Microsoft.AspNetCore.Mvc;

namespace Items.Api.Problems;

/// <summary>A request that is refused before it reaches the log; the routes' filter answers with the problem.</summary>
internal sealed class RequestRefusedException(ProblemDetails problem) : Exception(problem.Title)
{
    public ProblemDetails Problem { get; } = problem;
}
