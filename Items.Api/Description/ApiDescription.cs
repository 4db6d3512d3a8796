using Items.Contracts;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Items.Api.Description;

internal static class ApiDescription
{
    public static IServiceCollection AddApiDescription(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Items",
                Version = "v1",
                Description = "A list of items that people, programs and agents read, change and follow together, live.",
            };
            document.Servers?.Clear();
            document.Paths = InReadingOrder(document.Paths);
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(RawJson))
            {
                schema.Type = JsonSchemaType.Object;
                schema.Description = $"Any JSON object of at most {ItemLimits.MaxAttributesBytes} bytes.";
            }

            return Task.CompletedTask;
        });
    });

    public static void MapApiDescription(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapScalarApiReference("/scalar", scalar =>
        {
            scalar.Title = "Items";
            // The page stays on this machine: no fonts, no telemetry and no assistant from elsewhere.
            scalar.DefaultFonts = false;
            scalar.Telemetry = false;
            scalar.Agent = new() { Disabled = true };
            scalar.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        });
    }

    /// <summary>The interface first, the pages that explain its problems last.</summary>
    private static OpenApiPaths InReadingOrder(OpenApiPaths paths)
    {
        var ordered = new OpenApiPaths();
        foreach (var (path, operations) in paths.OrderBy(path => path.Key.StartsWith(ProblemTypes.Prefix, StringComparison.Ordinal)))
        {
            ordered.Add(path, operations);
        }

        return ordered;
    }
}
