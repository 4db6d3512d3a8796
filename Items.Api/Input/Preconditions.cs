using Items.Api.Problems;
using Items.Contracts;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Items.Api.Input;

/// <summary>
/// The conditions of RFC 9110 section 13. An item's entity tag is the cursor of its last change, so it names that state among all there ever were, also when an id is used again.
/// </summary>
internal static class Preconditions
{
    private const string Any = "*";

    /// <summary><c>If-Match</c> as the log wants it: null, <c>*</c>, or cursors separated by commas; tags that are none of ours match nothing.</summary>
    /// <exception cref="RequestRefusedException">The header is malformed.</exception>
    public static string? IfMatch(HttpRequest request) => IfMatch(request, IsCursor);

    /// <inheritdoc cref="IfMatch(HttpRequest)"/>
    /// <param name="request">The request.</param>
    /// <param name="isOurs">Which tags may match, where they are no cursors.</param>
    public static string? IfMatch(HttpRequest request, Func<string, bool> isOurs) => Read(request.Headers.IfMatch, HeaderNames.IfMatch, tag => !tag.IsWeak, isOurs);

    /// <summary><c>If-None-Match</c> in the same form; it compares weakly.</summary>
    /// <exception cref="RequestRefusedException">The header is malformed.</exception>
    public static string? IfNoneMatch(HttpRequest request) => IfNoneMatch(request, IsCursor);

    /// <inheritdoc cref="IfMatch(HttpRequest, Func{string, bool})"/>
    public static string? IfNoneMatch(HttpRequest request, Func<string, bool> isOurs) => Read(request.Headers.IfNoneMatch, HeaderNames.IfNoneMatch, _ => true, isOurs);

    /// <summary>The entity tag of a state.</summary>
    public static string EntityTag(Cursor position) => $"\"{position}\"";

    /// <summary>True when a read may be answered with 304.</summary>
    public static bool NotModified(string? ifNoneMatch, Cursor position) =>
        ifNoneMatch == Any || (ifNoneMatch is not null && ifNoneMatch.Split(',').Contains(position.ToString(), StringComparer.Ordinal));

    private static bool IsCursor(string tag) => Cursor.TryParse(tag, out _);

    private static string? Read(StringValues header, string name, Func<EntityTagHeaderValue, bool> counts, Func<string, bool> isOurs)
    {
        // An empty one is not none: whoever has no tag to send must not write unconditionally for it.
        if (header.Count == 0)
        {
            return null;
        }

        if (!EntityTagHeaderValue.TryParseStrictList(header, out var tags))
        {
            throw new RequestRefusedException(ApiProblems.Invalid(new InvalidInput("The header must be * or a list of entity tags.", Header: name)));
        }

        return tags.Any(tag => tag.Tag == Any)
            ? Any
            : string.Join(',', tags.Where(counts).Select(tag => tag.Tag.Value!.Trim('"')).Where(isOurs));
    }
}
