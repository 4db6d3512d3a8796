using Items.Api.Input;
using Items.Api.Problems;
using Items.Contracts;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Items.Api.WebhookEndpoints;

/// <summary>What all requests about webhooks have in common.</summary>
internal static class WebhookRequests
{
    /// <summary>
    /// Refuses an <c>Idempotency-Key</c> on what changes something: its answer would have to be stored, and with it a secret in the clear. A create is repeated safely by its <c>id</c>, the rest by
    /// <c>If-Match</c>. And answers are kept by nobody, as they show secrets, and where delivery stands, which is not part of the entity tag.
    /// </summary>
    public static RouteGroupBuilder WithoutKeysAndCaches(this RouteGroupBuilder group) => group.AddEndpointFilter(async (context, next) =>
    {
        var request = context.HttpContext.Request;
        if (!HttpMethods.IsGet(request.Method) && request.Headers.ContainsKey(StreamNames.IdempotencyKeyHeader))
        {
            throw new RequestRefusedException(ApiProblems.Invalid(new InvalidInput(
                "Webhooks are changed without a key. To repeat a create safely give the webhook an id; for other changes send If-Match.", Header: StreamNames.IdempotencyKeyHeader)));
        }

        context.HttpContext.Response.Headers.CacheControl = CacheControlHeaderValue.NoStoreString;
        return await next(context);
    });

    /// <summary>For an operation that has nothing to say in its body: there is none, or an empty object.</summary>
    /// <exception cref="RequestRefusedException">There is more.</exception>
    public static async Task ReadNothingAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return;
        }

        var sent = await RequestBody.ReadAsync(request, cancellationToken, RequestBody.Json);
        using var document = RequestBody.Parse(sent);
        var errors = new List<InvalidInput>();
        foreach (var member in document.RootElement.EnumerateObject())
        {
            JsonStrings.TryGetName(member, out var name);
            errors.Add(new InvalidInput("There is no such member.", JsonPointer.To(name ?? "\uFFFD")));
        }

        if (errors.Count > 0)
        {
            throw new RequestRefusedException(ApiProblems.Invalid([.. errors]));
        }
    }
}
