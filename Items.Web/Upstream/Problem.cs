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

internal static class ProblemErrors
{
    /// <summary>What is wrong with one member, for the field that it was typed into.</summary>
    public static List<string> ErrorsAt(this Problem? problem, string pointer) =>
        [.. (problem?.Errors ?? []).Where(error => error.Pointer?.StartsWith(pointer, StringComparison.Ordinal) == true).Select(error => error.Detail)];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
