using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using Items.Api.Problems;
using Items.Contracts;
using Items.Data.Idempotency;
using Microsoft.Extensions.Primitives;

namespace Items.Api.Idempotency;

/// <summary>
/// Reads <c>Idempotency-Key</c>: a string as RFC 9651 section 3.3.3 has it, in quotes, whose parameters mean nothing here; or the same without quotes, as many clients send it, when it
/// consists of letters, digits, <c>-</c>, <c>.</c>, <c>_</c> and <c>~</c> alone.
/// </summary>
internal static class IdempotencyKeyHeader
{
    /// <summary>Longest header that is looked at: every character of the key escaped, and room for parameters.</summary>
    private const int MaxHeaderLength = 1_024;

    private static readonly SearchValues<char> Unreserved = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");

    /// <summary>
    /// The characters of the key are the visible ones. A parameter may be of any type that a bare item has: number, string, token, byte sequence, boolean, date, display string. Interpreted, because
    /// generated expressions go back and this one, which clients feed, must not.
    /// </summary>
    private static readonly Regex Quoted = new(
        """
        ^"(?<key>(?:[!\x23-\x5B\x5D-~]|\\["\\])*)"
        (?:;\x20*[a-z*][a-z0-9_.*-]*
            (?:=(?:-?[0-9]+(?:\.[0-9]+)?|"(?:[\x20!\x23-\x5B\x5D-~]|\\["\\])*"|[A-Za-z*][!\x23$%&'*+.^_`|~0-9A-Za-z:/-]*|:[A-Za-z0-9+/=]*:|\?[01]|@-?[0-9]+|%"[\x20!\x23-~]*"))?
        )*\z
        """,
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace);

    /// <summary>The key; null when the request has none.</summary>
    /// <exception cref="RequestRefusedException">The header is malformed or given twice.</exception>
    public static string? Read(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(StreamNames.IdempotencyKeyHeader, out var values) || values.Count == 0)
        {
            return null;
        }

        return TryParse(values, out var key) ? key : throw new RequestRefusedException(ApiProblems.Invalid(new InvalidInput(
            $"The header may be given once: a string in quotes with 1 to {IdempotencyKey.MaxLength} visible ASCII characters, for example \"8e03978e-40d5-43e8-bc93-6894a57f9324\".",
            Header: StreamNames.IdempotencyKeyHeader)));
    }

    private static bool TryParse(StringValues values, [NotNullWhen(true)] out string? key)
    {
        key = null;
        if (values is not [{ Length: <= MaxHeaderLength } text])
        {
            return false;
        }

        if (!text.AsSpan().ContainsAnyExcept(Unreserved))
        {
            key = text;
        }
        else if (Quoted.Match(text) is { Success: true } quoted)
        {
            key = Unescape(quoted.Groups["key"].ValueSpan);
        }

        return key is { Length: > 0 and <= IdempotencyKey.MaxLength };
    }

    private static string Unescape(ReadOnlySpan<char> text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            plain.Append(text[i] == '\\' ? text[++i] : text[i]);
        }

        return plain.ToString();
    }
}
