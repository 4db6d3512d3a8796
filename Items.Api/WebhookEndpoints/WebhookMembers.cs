using System.Text.Json;
using Items.Api.Input;
using Items.Contracts;
using Items.Contracts.Webhooks;
using Items.Data.Webhooks;

namespace Items.Api.WebhookEndpoints;

/// <summary>Reads the members of a webhook one by one. What is wrong is told without the value, which may be a secret: an URL can be all that a receiver asks for.</summary>
internal static class WebhookMembers
{
    public static string? Url(JsonElement value, TargetPolicy targets, List<InvalidInput> errors)
    {
        const string Pointer = "#/url";
        var url = Text(value, Pointer, errors);
        if (url is not null && !targets.Allows(url, out var refusal))
        {
            errors.Add(new InvalidInput(refusal, Pointer));
        }

        return url;
    }

    public static string? Description(JsonElement value, List<InvalidInput> errors)
    {
        const string Pointer = "#/description";
        var text = Text(value, Pointer, errors);
        var length = text?.EnumerateRunes().Count() ?? 0;
        if (length > WebhookLimits.MaxDescriptionLength)
        {
            errors.Add(new InvalidInput($"The text has {length} characters; at most {WebhookLimits.MaxDescriptionLength} are allowed.", Pointer));
        }

        return text;
    }

    public static string[]? Types(JsonElement value, List<InvalidInput> errors)
    {
        var types = value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Select(type => type.ValueKind == JsonValueKind.String && JsonStrings.TryGet(type, out var text) ? text : "").ToArray()
            : [];
        if (types.Length > 0 && types.All(EventTypes.Stored.Contains) && types.Distinct(StringComparer.Ordinal).Count() == types.Length)
        {
            return types;
        }

        errors.Add(new InvalidInput($"The member must be an array of one or more different types among: {string.Join(", ", EventTypes.Stored)}.", Pointer: "#/types"));
        return null;
    }

    public static int? BatchSize(JsonElement value, List<InvalidInput> errors)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var size) && size is >= 1 and <= WebhookLimits.MaxBatchSize)
        {
            return size;
        }

        errors.Add(new InvalidInput($"The member must be a whole number from 1 to {WebhookLimits.MaxBatchSize}.", Pointer: "#/batchSize"));
        return null;
    }

    public static string? State(JsonElement value, List<InvalidInput> errors)
    {
        if (value.ValueKind == JsonValueKind.String && JsonStrings.TryGet(value, out var state) && state is WebhookStates.Active or WebhookStates.Disabled)
        {
            return state;
        }

        errors.Add(new InvalidInput($"The member must be {WebhookStates.Active} or {WebhookStates.Disabled}.", Pointer: "#/state"));
        return null;
    }

    /// <summary>A cursor, or a number, which people may also give as one of JSON.</summary>
    public static Cursor? After(JsonElement value, List<InvalidInput> errors)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String when JsonStrings.TryGet(value, out var written) => written,
            _ => null,
        };
        if (Cursor.TryParse(text, out var cursor))
        {
            return cursor;
        }

        errors.Add(new InvalidInput("The cursor must be of the form 6923a1c4-00000000000000000042, or a sequence number.", Pointer: "#/after"));
        return null;
    }

    private static string? Text(JsonElement value, string pointer, List<InvalidInput> errors)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            errors.Add(new InvalidInput("The member must be a string.", pointer));
            return null;
        }

        if (!JsonStrings.TryGet(value, out var text))
        {
            errors.Add(new InvalidInput(JsonStrings.Refusal, pointer));
        }

        return text;
    }
}
