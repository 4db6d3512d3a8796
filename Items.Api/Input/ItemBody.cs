using System.Text.Json;
using Items.Api.Problems;
using Items.Contracts;

namespace Items.Api.Input;

/// <summary>The members of an item that a client may send, validated. A member that was absent is null.</summary>
/// <param name="Id">Member <c>id</c>.</param>
/// <param name="Text">Member <c>item</c>.</param>
/// <param name="Attributes">Member <c>attributes</c>: the text of an object, or <c>null</c> the literal in a patch.</param>
internal sealed record ItemBody(Guid? Id, string? Text, string? Attributes)
{
    private static readonly string[] ReadOnlyMembers = ["version", "createdAt", "updatedAt", "seq"];

    /// <summary>Reads a new item or a replacement: <c>item</c> is required.</summary>
    /// <exception cref="RequestRefusedException">With every error that was found.</exception>
    public static async Task<ItemBody> ReadWholeAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var document = await RequestBody.ReadAsync(request, cancellationToken, RequestBody.Json);
        return Read(document.RootElement, isPatch: false);
    }

    /// <summary>Reads a JSON Merge Patch (RFC 7396) of an item.</summary>
    /// <exception cref="RequestRefusedException">With every error that was found.</exception>
    public static async Task<ItemBody> ReadPatchAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var document = await RequestBody.ReadAsync(request, cancellationToken, RequestBody.MergePatch, RequestBody.Json);
        return Read(document.RootElement, isPatch: true);
    }

    private static ItemBody Read(JsonElement body, bool isPatch)
    {
        var errors = new List<InvalidInput>();
        var item = new ItemBody(Id: null, Text: null, Attributes: null);
        foreach (var member in body.EnumerateObject())
        {
            JsonStrings.TryGetName(member, out var name);
            item = name switch
            {
                "item" => item with { Text = ItemText.Read(member.Value, errors) },
                "attributes" => item with { Attributes = ItemAttributes.Read(member.Value, isPatch, errors) },
                "id" => item with { Id = ItemId.Read(member.Value, errors) },
                _ => Refuse(item, name ?? "�", errors),
            };
        }

        if (!isPatch && !body.TryGetProperty("item", out _))
        {
            errors.Add(new InvalidInput("The member is required.", Pointer: "#/item"));
        }

        return errors.Count == 0 ? item : throw new RequestRefusedException(ApiProblems.Invalid([.. errors]));
    }

    private static ItemBody Refuse(ItemBody item, string name, List<InvalidInput> errors)
    {
        var detail = ReadOnlyMembers.Contains(name, StringComparer.Ordinal) ? "The member is set by the server." : "There is no such member.";
        errors.Add(new InvalidInput(detail, JsonPointer.To(name)));
        return item;
    }
}
