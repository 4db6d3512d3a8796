using System.Text.Json.Serialization;

namespace Items.Contracts;

/// <summary>One entry of the <c>errors</c> member of an <see cref="ProblemTypes.InvalidRequest"/> problem; exactly one of the three places is set.</summary>
/// <param name="Detail">What is wrong, in words.</param>
/// <param name="Pointer">JSON Pointer (RFC 6901) as a URI fragment to the member of the body, for example <c>#/item</c>.</param>
/// <param name="Parameter">Name of the query or path parameter.</param>
/// <param name="Header">Name of the request header.</param>
public sealed record InvalidInput(
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Pointer = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Parameter = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Header = null);
