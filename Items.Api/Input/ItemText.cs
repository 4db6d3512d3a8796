using System.Text.Json;
using Items.Contracts;

namespace Items.Api.Input;

internal static class ItemText
{
    private const string Pointer = "#/item";

    public static string? Read(JsonElement value, List<InvalidInput> errors)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            errors.Add(new InvalidInput("The member must be a string.", Pointer));
            return null;
        }

        if (!JsonStrings.TryGet(value, out var text))
        {
            errors.Add(new InvalidInput(JsonStrings.Refusal, Pointer));
            return null;
        }

        var length = text.EnumerateRunes().Count();
        if (length > ItemLimits.MaxTextLength)
        {
            errors.Add(new InvalidInput($"The text has {length} characters; at most {ItemLimits.MaxTextLength} are allowed.", Pointer));
        }
        else if (string.IsNullOrWhiteSpace(text))
        {
            errors.Add(new InvalidInput("The text must not be empty.", Pointer));
        }

        return text;
    }
}
