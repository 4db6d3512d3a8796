using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Items.Contracts;

namespace Items.Web.Upstream;

/// <summary>A new webhook as somebody typed it.</summary>
/// <param name="Url">Where the events go.</param>
/// <param name="Description">Blank means none.</param>
/// <param name="Types">The event types that were ticked; all of them is the same as no filter.</param>
/// <param name="Attributes">A JSON object as text; blank means no filter.</param>
/// <param name="BatchSize">A number as text; blank means 1.</param>
public sealed record WebhookDraft(string Url, string Description, IReadOnlyList<string> Types, string Attributes, string BatchSize)
{
    public static WebhookDraft Empty { get; } = new("", "", EventTypes.Stored, "", "");

    /// <summary>The body of a request to the Api. Only what makes the fields JSON values is checked here; whether they are allowed, the Api says.</summary>
    public bool TryWriteBody(Guid id, [NotNullWhen(true)] out byte[]? body, [NotNullWhen(false)] out Problem? problem)
    {
        body = null;
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("url", Url.Trim());
            WriteDescriptionAndTypes(json);
            if (!TryWriteBatchSize(json, out problem) || !TryWriteAttributes(json, out problem))
            {
                return false;
            }

            json.WriteEndObject();
        }

        body = output.WrittenSpan.ToArray();
        return true;
    }

    private void WriteDescriptionAndTypes(Utf8JsonWriter json)
    {
        if (!string.IsNullOrWhiteSpace(Description))
        {
            json.WriteString("description", Description);
        }

        if (EventTypes.Stored.Except(Types, StringComparer.Ordinal).Any())
        {
            json.WriteStartArray("types");
            foreach (var type in Types)
            {
                json.WriteStringValue(type);
            }

            json.WriteEndArray();
        }
    }

    private bool TryWriteBatchSize(Utf8JsonWriter json, [NotNullWhen(false)] out Problem? problem)
    {
        problem = null;
        if (string.IsNullOrWhiteSpace(BatchSize))
        {
            return true;
        }

        if (!int.TryParse(BatchSize, NumberStyles.Integer, CultureInfo.InvariantCulture, out var size))
        {
            problem = Problem.Invalid("#/batchSize", "This is not a whole number.");
            return false;
        }

        json.WriteNumber("batchSize", size);
        return true;
    }

    private bool TryWriteAttributes(Utf8JsonWriter json, [NotNullWhen(false)] out Problem? problem)
    {
        problem = null;
        if (string.IsNullOrWhiteSpace(Attributes))
        {
            return true;
        }

        json.WritePropertyName("attributes");
        return TypedJson.TryWrite(json, Attributes, "#/attributes", out problem);
    }
}
