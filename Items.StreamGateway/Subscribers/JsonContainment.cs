using System.Buffers;
using System.Text.Json;

namespace Items.StreamGateway.Subscribers;

/// <summary>
/// Containment as Postgres' <c>jsonb @&gt;</c> defines it, so that a stream's filter and <c>GET /api/items?attributes=</c> agree: an object contains another when it
/// has all its members with contained values; an array contains another when each element of that is contained in some element of this; scalars are
/// contained when equal, numbers by value.
/// </summary>
internal static class JsonContainment
{
    public static bool Contains(JsonElement container, JsonElement contained)
    {
        if (container.ValueKind != contained.ValueKind)
        {
            return false;
        }

        return contained.ValueKind switch
        {
            JsonValueKind.Object => ContainsMembers(container, contained),
            JsonValueKind.Array => ContainsElements(container, contained),
            _ => JsonElement.DeepEquals(container, contained),
        };
    }

    /// <summary>What is contained in the same: of elements of an array that are written alike one is enough, however many are asked for.</summary>
    public static JsonElement Distinct(JsonElement contained)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            WriteDistinct(contained, writer);
        }

        return JsonElement.Parse(json.WrittenSpan);
    }

    private static void WriteDistinct(JsonElement value, Utf8JsonWriter writer)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    WriteDistinct(member.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var element in value.EnumerateArray().DistinctBy(element => element.GetRawText(), StringComparer.Ordinal))
                {
                    WriteDistinct(element, writer);
                }

                writer.WriteEndArray();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static bool ContainsMembers(JsonElement container, JsonElement contained)
    {
        foreach (var member in contained.EnumerateObject())
        {
            if (!container.TryGetProperty(member.Name, out var value) || !Contains(value, member.Value))
            {
                return false;
            }
        }

        return true;
    }

    private static bool ContainsElements(JsonElement container, JsonElement contained)
    {
        foreach (var wanted in contained.EnumerateArray())
        {
            if (!HasElement(container, wanted))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasElement(JsonElement array, JsonElement wanted)
    {
        foreach (var element in array.EnumerateArray())
        {
            if (Contains(element, wanted))
            {
                return true;
            }
        }

        return false;
    }
}
