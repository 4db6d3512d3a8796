using Items.Contracts;
using Items.Data.Log;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Items.Api.Problems;

/// <summary>What can fail without anybody's mistake becomes 503 with <c>Retry-After</c>; what the client sent wrong on the way becomes a 4xx. The rest is ours, and 500.</summary>
internal sealed class FailureHandler(IProblemDetailsService problems) : IExceptionHandler
{
    /// <summary>When to come back, in seconds.</summary>
    public const string RetryAfterSeconds = "1";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            // The client went away; nobody reads the answer.
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var problem = exception switch
        {
            LogUnavailableException log => ApiProblems.Unavailable(log.OutcomeUnknown, httpContext.Request.Headers.ContainsKey(StreamNames.IdempotencyKeyHeader)),
            PostgresException { SqlState: ['2', '2', ..] } => ApiProblems.Rejected(),
            // Bare, when a first connection takes too long.
            NpgsqlException or TimeoutException => ApiProblems.Unavailable(outcomeUnknown: false),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => ApiProblems.BodyTooLarge(),
            BadHttpRequestException bad => new ProblemDetails { Status = bad.StatusCode, Detail = bad.Message },
            _ => null,
        };
        if (problem is null)
        {
            return false;
        }

        httpContext.Response.StatusCode = problem.Status!.Value;
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
        {
            httpContext.Response.Headers.RetryAfter = RetryAfterSeconds;
        }

        await problems.WriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem });
        return true;
    }
}
