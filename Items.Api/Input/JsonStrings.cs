using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Items.Contracts;

namespace Items.Api.Input;

/// <summary>Strings that Postgres can store: Unicode text without U+0000.</summary>
internal static class JsonStrings
{
    public const string Refusal = "The text must be Unicode without U+0000 and without unpaired surrogates.";

    public static bool TryGet(JsonElement value, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = value.GetString();
        }
        catch (InvalidOperationException)
        {
            // An unpaired surrogate, written as an escape.
            text = null;
        }

        return text is not null && InteroperableJson.IsText(text);
    }

    public static bool TryGetName(JsonProperty member, [NotNullWhen(true)] out string? name)
    {
        try
        {
            name = member.Name;
        }
        catch (InvalidOperationException)
        {
            name = null;
        }

        return name is not null && InteroperableJson.IsText(name);
    }
}
