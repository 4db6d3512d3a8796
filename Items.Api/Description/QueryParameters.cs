using Microsoft.OpenApi;

namespace Items.Api.Description;

/// <summary>Describes query parameters that a handler reads by itself, so that it can say what is wrong with them in our words.</summary>
internal static class QueryParameters
{
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder route, string name, string description, JsonSchemaType type = JsonSchemaType.String) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Query,
                Description = description,
                Schema = new OpenApiSchema { Type = type },
            });
            return Task.CompletedTask;
        });
}
