using System.Text.Json.Serialization;
using Items.Contracts;

namespace Items.Web.Upstream;

/// <summary>What the Api says when it does not do what was asked (RFC 9457).</summary>
public sealed record Problem(int Status, string? Type, string? Title, string? Detail, IReadOnlyList<InvalidInput>? Errors)
{
    /// <summary>The Api could not be asked, or its answer was none.</summary>
    public static Problem Unreachable { get; } = new(
        StatusCodes.Status503ServiceUnavailable, ProblemTypes.Unavailable, "Items cannot be reached right now", "Items cannot be reached right now. Please try again in a moment.", null);

    /// <summary>In words, for people.</summary>
    [JsonIgnore]
    public string Message => Detail ?? Title ?? $"The request failed ({Status}).";

    public static Problem Invalid(string pointer, string detail) =>
        new(StatusCodes.Status400BadRequest, ProblemTypes.InvalidRequest, "Not valid", null, [new InvalidInput(detail, pointer)]);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
