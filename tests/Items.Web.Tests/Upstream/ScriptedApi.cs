using System.Text.Json;
using Items.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Items.Web.Tests.Upstream;

/// <summary>As much of the Api as the site uses.</summary>
internal static class ScriptedApi
{
    public static void Map(IEndpointRouteBuilder app, ScriptedLog log)
    {
        app.MapGet("/api/events", (HttpResponse response, int limit) =>
        {
            response.Headers[StreamNames.CursorHeader] = log.Head.ToString();
            IReadOnlyList<ItemEvent> events = [.. log.After(0).Take(limit)];
            return Results.Json(events, ContractsJson.Default.IReadOnlyListItemEvent, MessagingNames.EventBatchContentType);
        });
        app.MapGet("/api/items", (HttpResponse response, string? q, string? after, int? limit) => List(log, response, q, after, limit ?? ItemLimits.DefaultPageSize));
        app.MapGet("/api/items/{id:guid}", (HttpResponse response, Guid id) => log.Find(id) is { } item ? Item(log, response, item, 200) : NotFound());
        app.MapPost("/api/items", async (HttpRequest request) => await CreateAsync(log, request.HttpContext));
        app.MapPut("/api/items/{id:guid}", async (HttpContext context, Guid id) => await ReplaceAsync(log, context, id));
        app.MapDelete("/api/items/{id:guid}", (HttpContext context, Guid id) => Delete(log, context, id));
    }

    private static IResult List(ScriptedLog log, HttpResponse response, string? q, string? after, int limit)
    {
        var position = default(Cursor);
        if (after is not null && !Cursor.TryParse(after, out position))
        {
            return Results.Problem(statusCode: 400, type: ProblemTypes.InvalidRequest, title: "Invalid");
        }

        if (after is not null && position.Epoch != log.Epoch)
        {
            return Results.Problem(statusCode: 410, type: ProblemTypes.CursorGone, title: "Gone");
        }

        var (found, head) = log.NewestFirst(q, after is null ? null : position.Seq, limit + 1);
        if (found.Count > limit)
        {
            response.Headers.Link = $"</api/items?order=newest&limit={limit}&after={new Cursor(log.Epoch, found[limit - 1].CreatedSeq)}>; rel=\"next\"";
        }

        response.Headers[StreamNames.CursorHeader] = head.ToString();
        IReadOnlyList<ItemResource> items = [.. found.Take(limit).Select(item => item.Item)];
        return Results.Json(items, ContractsJson.Default.IReadOnlyListItemResource);
    }

    private static async Task<IResult> CreateAsync(ScriptedLog log, HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var (text, attributes) = Read(body);
        var id = body.RootElement.TryGetProperty("id", out var given) ? given.GetGuid() : (Guid?)null;
        if (Check(text) is { } problem)
        {
            return problem;
        }

        return id is not null && log.Find(id.Value) is not null
            ? Results.Problem(statusCode: 409, type: ProblemTypes.ItemExists, title: "Exists")
            : Item(log, context.Response, log.Add(text, attributes, id), 201);
    }

    private static async Task<IResult> ReplaceAsync(ScriptedLog log, HttpContext context, Guid id)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var (text, attributes) = Read(body);
        return Check(text) ?? Refuse(log, context, id) ?? Item(log, context.Response, log.Change(id, text, attributes), 200);
    }

    private static IResult Delete(ScriptedLog log, HttpContext context, Guid id)
    {
        if (Refuse(log, context, id) is { } refusal)
        {
            return refusal;
        }

        log.Delete(id);
        return Results.NoContent();
    }

    private static (string Text, string Attributes) Read(JsonDocument body) =>
        (body.RootElement.GetProperty("item").GetString()!, body.RootElement.GetProperty("attributes").GetRawText());

    private static IResult? Check(string text) => text.Length is > 0 and <= ItemLimits.MaxTextLength ? null : Results.Problem(
        statusCode: 400, type: ProblemTypes.InvalidRequest, title: "Invalid",
        extensions: [new("errors", new[] { new InvalidInput("An item needs 1 to 1,000 characters.", "#/item") })]);

    private static IResult? Refuse(ScriptedLog log, HttpContext context, Guid id) => log.Find(id) switch
    {
        null => NotFound(),
        { } item when context.Request.Headers.IfMatch == $"\"{new Cursor(log.Epoch, item.Seq)}\"" => null,
        _ => Results.Problem(statusCode: 412, type: ProblemTypes.PreconditionFailed, title: "Changed"),
    };

    private static IResult NotFound() => Results.Problem(statusCode: 404, type: ProblemTypes.ItemNotFound, title: "Not found");

    private static IResult Item(ScriptedLog log, HttpResponse response, ItemResource item, int status)
    {
        response.Headers.ETag = $"\"{new Cursor(log.Epoch, item.Seq)}\"";
        return Results.Json(item, ContractsJson.Default.ItemResource, statusCode: status);
    }
}
