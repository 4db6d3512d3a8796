using System.Text.Json;
using Items.Api.Problems;
using Items.Contracts;

namespace Items.Api.Input;

/// <summary>Ids: UUIDs in the form of RFC 9562 section 4, <c>8-4-4-4-12</c> hexadecimal digits.</summary>
internal static class ItemId
{
    /// <summary>Characters of an id.</summary>
    public const int Length = 36;

    private const string Refusal = "The id must be a UUID, for example 019aa2f0-6c1e-7b54-9a66-7c1b2e5f4d01.";

    public static Guid? Read(JsonElement value, List<InvalidInput> errors)
    {
        if (value.ValueKind == JsonValueKind.String && JsonStrings.TryGet(value, out var text) && Guid.TryParseExact(text, "D", out var id))
        {
            return id;
        }

        errors.Add(new InvalidInput(Refusal, Pointer: "#/id"));
        return null;
    }

    /// <summary>Reads a query parameter that holds ids separated by commas.</summary>
    public static Guid[]? ReadList(string name, string text, List<InvalidInput> errors)
    {
        var parts = text.Split(',');
        var ids = new Guid[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts.Length > ItemLimits.MaxIds || !Guid.TryParseExact(parts[i], "D", out ids[i]))
            {
                errors.Add(new InvalidInput($"At most {ItemLimits.MaxIds} UUIDs separated by commas are expected.", Parameter: name));
                return null;
            }
        }

        return ids;
    }

    /// <exception cref="RequestRefusedException">The path holds no UUID.</exception>
    public static Guid FromPath(string text) => Guid.TryParseExact(text, "D", out var id)
        ? id
        : throw new RequestRefusedException(ApiProblems.Invalid(new InvalidInput(Refusal, Parameter: "id")));
}
