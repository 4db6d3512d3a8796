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

    /// <summary>The whole body as it was sent.</summary>
    public ReadOnlyMemory<byte> Sent { get; private init; }

    /// <summary>Reads a new item or a replacement: <c>item</c> is required.</summary>
    /// <exception cref="RequestRefusedException">With every error that was found.</exception>
    public static async Task<ItemBody> ReadWholeAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var sent = await RequestBody.ReadAsync(request, cancellationToken, RequestBody.Json);
        return Read(sent, isPatch: false);
    }

    /// <summary>Reads a JSON Merge Patch (RFC 7396) of an item.</summary>
    /// <exception cref="RequestRefusedException">With every error that was found.</exception>
    public static async Task<ItemBody> ReadPatchAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var sent = await RequestBody.ReadAsync(request, cancellationToken, RequestBody.MergePatch, RequestBody.Json);
        return Read(sent, isPatch: true);
    }

    private static ItemBody Read(ReadOnlyMemory<byte> sent, bool isPatch)
    {
        using var document = RequestBody.Parse(sent);
        var body = document.RootElement;
        var errors = new List<InvalidInput>();
        var item = new ItemBody(Id: null, Text: null, Attributes: null) { Sent = sent };
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
