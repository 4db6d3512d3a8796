using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Items.Web.Upstream;

/// <summary>JSON that somebody typed into a field.</summary>
internal static class TypedJson
{
    /// <summary>Writes it as it was typed, if it is JSON at all; whether the value is allowed, the Api says.</summary>
    /// <param name="json">Where the value goes.</param>
    /// <param name="typed">What was typed.</param>
    /// <param name="pointer">The member, as the Api's problems name it.</param>
    /// <param name="problem">Why nothing was written.</param>
    public static bool TryWrite(Utf8JsonWriter json, string typed, string pointer, [NotNullWhen(false)] out Problem? problem)
    {
        try
        {
            json.WriteRawValue(typed);
            problem = null;
            return true;
        }
        catch (Exception invalid) when (invalid is JsonException or ArgumentException)
        {
            problem = Problem.Invalid(pointer, Explain(invalid));
            return false;
        }
    }

    private static string Explain(Exception invalid) => invalid is JsonException { LineNumber: { } line, BytePositionInLine: { } position }
        ? $"This is not JSON: something is wrong in line {line + 1}, near character {position + 1}. Example: {{\"colour\": \"blue\"}}"
        : "This is not JSON. Example: {\"colour\": \"blue\"}";
}
