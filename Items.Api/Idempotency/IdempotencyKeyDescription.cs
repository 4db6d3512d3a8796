using Items.Contracts;
using Items.Data.Idempotency;
using Microsoft.OpenApi;

namespace Items.Api.Idempotency;

internal static class IdempotencyKeyDescription
{
    /// <summary>Describes the header and what it can lead to, for an operation that reads it by itself.</summary>
    public static RouteHandlerBuilder WithIdempotencyKey(this RouteHandlerBuilder route) => route
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = StreamNames.IdempotencyKeyHeader,
                In = ParameterLocation.Header,
                Description = $"A string in quotes, 1 to {IdempotencyKey.MaxLength} visible ASCII characters, best a UUID. Repeating the request with the same key changes nothing and gets the first answer again, "
                    + $"with {StreamNames.IdempotencyReplayedHeader}: true. Another request with the key is refused with 422, one while the first is under way with 409.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                Example = "\"8e03978e-40d5-43e8-bc93-6894a57f9324\"",
            });
            return Task.CompletedTask;
        });
}
