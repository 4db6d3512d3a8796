using System.Text.Json;

namespace Items.StreamGateway.Subscribers;

/// <summary>Looks for strings that are JSON and no text: an escape can write half a surrogate pair, which nothing can be compared with.</summary>
internal static class WellFormedText
{
    /// <summary>Reads every name and string once.</summary>
    /// <exception cref="InvalidOperationException">One of them is no Unicode text.</exception>
    public static void Require(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject())
                {
                    _ = member.Name;
                    Require(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var element in json.EnumerateArray())
                {
                    Require(element);
                }

                break;
            case JsonValueKind.String:
                _ = json.GetString();
                break;
        }
    }
}
