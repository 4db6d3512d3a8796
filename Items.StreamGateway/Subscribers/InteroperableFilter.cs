using System.Text.Json;
using Items.Contracts;

namespace Items.StreamGateway.Subscribers;

/// <summary>
/// Looks for what is JSON and in no item: an escape can write half a surrogate pair, which nothing can be compared with, or U+0000; a number can be beyond every range.
/// The Api, which is asked for snapshots by the same filter, refuses them too.
/// </summary>
internal static class InteroperableFilter
{
    /// <summary>Reads every name, string and number once.</summary>
    /// <exception cref="InvalidOperationException">One of them is in no item.</exception>
    public static void Require(JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in json.EnumerateObject())
                {
                    Require(InteroperableJson.IsText(member.Name));
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
                Require(InteroperableJson.IsText(json.GetString()!));
                break;
            case JsonValueKind.Number:
                Require(InteroperableJson.IsNumber(json.GetRawText()));
                break;
        }
    }

    private static void Require(bool isInteroperable)
    {
        if (!isInteroperable)
        {
            throw new InvalidOperationException("The filter asks for what is in no item.");
        }
    }
}
