using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Items.Contracts;

namespace Items.Web.Upstream;

/// <summary>What somebody typed, as he typed it.</summary>
/// <param name="Text">What the item says.</param>
/// <param name="Attributes">A JSON object as text; blank means none.</param>
public sealed record ItemDraft(string Text, string Attributes)
{
    public static ItemDraft Empty { get; } = new("", "");

    public static ItemDraft Of(ItemResource item) => new(item.Text, item.Attributes.Text is "{}" ? "" : Indented(item.Attributes.Text));

    /// <summary>The body of a request to the Api. Only what makes the text a JSON value is checked here; whether the value is allowed, the Api says.</summary>
    /// <param name="id">The id of an item to be created; null when the address names the item.</param>
    /// <param name="body">The body.</param>
    /// <param name="problem">Why there is none.</param>
    public bool TryWriteBody(Guid? id, [NotNullWhen(true)] out byte[]? body, [NotNullWhen(false)] out Problem? problem)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            if (id is { } given)
            {
                json.WriteString("id", given);
            }

            json.WriteString("item", Text);
            json.WritePropertyName("attributes");
            if (!TypedJson.TryWrite(json, string.IsNullOrWhiteSpace(Attributes) ? "{}" : Attributes, "#/attributes", out problem))
            {
                body = null;
                return false;
            }

            json.WriteEndObject();
        }

        (body, problem) = (output.WrittenSpan.ToArray(), null);
        return true;
    }

    /// <summary>Attributes of more than one member are easier to read and edit on lines of their own.</summary>
    private static string Indented(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = ItemLimits.MaxJsonDepth * 2 });
            using var output = new MemoryStream();
            using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            {
                document.WriteTo(writer);
            }

            return Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length);
        }
        catch (JsonException)
        {
            return json;
        }
    }
}
