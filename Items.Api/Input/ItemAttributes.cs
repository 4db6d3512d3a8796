using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Items.Contracts;

namespace Items.Api.Input;

/// <summary>Reads attributes: a JSON object that any JSON reader and Postgres' <c>jsonb</c> understand alike (I-JSON, RFC 7493).</summary>
internal static class ItemAttributes
{
    private const string Pointer = "#/attributes";

    public static string? Read(JsonElement value, bool isPatch, List<InvalidInput> errors)
    {
        if (isPatch && value.ValueKind == JsonValueKind.Null)
        {
            return "null";
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new InvalidInput("The member must be a JSON object.", Pointer));
            return null;
        }

        var text = value.GetRawText();
        var size = CompactSize(value, text);
        if (size > ItemLimits.MaxAttributesBytes)
        {
            errors.Add(new InvalidInput($"The attributes have {size} bytes; at most {ItemLimits.MaxAttributesBytes} are allowed.", Pointer));
            return null;
        }

        Check(value, Pointer, errors);
        return text;
    }

    /// <summary>Reads the query parameter <c>attributes</c>: what an item's attributes must contain.</summary>
    public static string? ReadFilter(string text, List<InvalidInput> errors)
    {
        const string Name = "attributes";
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = ItemLimits.MaxJsonDepth, AllowDuplicateProperties = false });
            var found = new List<InvalidInput>();
            Read(document.RootElement, isPatch: false, found);
            errors.AddRange(found.Select(error => new InvalidInput(error.Detail, Parameter: Name)));
            return document.RootElement.GetRawText();
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a member's name holds an unpaired surrogate.
            errors.Add(new InvalidInput($"The parameter must be a JSON object: {malformed.Message}", Parameter: Name));
            return null;
        }
    }

    private static int CompactSize(JsonElement value, string text)
    {
        var sent = Encoding.UTF8.GetByteCount(text);
        if (sent <= ItemLimits.MaxAttributesBytes)
        {
            return sent;
        }

        var compact = new ArrayBufferWriter<byte>(sent);
        using (var writer = new Utf8JsonWriter(compact, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            value.WriteTo(writer);
        }

        return compact.WrittenCount;
    }

    private static void Check(JsonElement value, string pointer, List<InvalidInput> errors)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    CheckMember(member, pointer, errors);
                }

                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var element in value.EnumerateArray())
                {
                    Check(element, JsonPointer.To(index++.ToString(CultureInfo.InvariantCulture), pointer), errors);
                }

                break;
            case JsonValueKind.String when !JsonStrings.TryGet(value, out _):
                errors.Add(new InvalidInput(JsonStrings.Refusal, pointer));
                break;
            case JsonValueKind.Number when !InteroperableJson.IsNumber(value.GetRawText()):
                errors.Add(new InvalidInput("The number is beyond the range of an IEEE 754 double, or has more than 16,383 digits behind its point.", pointer));
                break;
        }
    }

    private static void CheckMember(JsonProperty member, string pointer, List<InvalidInput> errors)
    {
        if (JsonStrings.TryGetName(member, out var name))
        {
            Check(member.Value, JsonPointer.To(name, pointer), errors);
        }
        else
        {
            errors.Add(new InvalidInput("A member's name must be Unicode without U+0000 and without unpaired surrogates.", pointer));
        }
    }
}
