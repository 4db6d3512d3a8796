using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Items.Api.Idempotency;

/// <summary>
/// Tells whether two requests ask for the same: SHA-256 over method, path, <c>If-Match</c>, <c>If-None-Match</c> and the body's bytes. Each part is led by its length, so that nothing can move from one into the next; a header that
/// is absent differs from an empty one.
/// </summary>
internal static class RequestFingerprint
{
    private const long Absent = -1;

    public static byte[] Of(HttpRequest request, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, request.Method);
        Add(hash, request.Path.Value);
        Add(hash, request.Headers.IfMatch);
        Add(hash, request.Headers.IfNoneMatch);
        Add(hash, body);
        return hash.GetHashAndReset();
    }

    /// <summary>Lines of the same header are one list (RFC 9110 section 5.3).</summary>
    private static void Add(IncrementalHash hash, StringValues header) => Add(hash, header.Count == 0 ? null : string.Join(',', header.ToArray()));

    private static void Add(IncrementalHash hash, string? text)
    {
        if (text is null)
        {
            AddLength(hash, Absent);
        }
        else
        {
            Add(hash, Encoding.UTF8.GetBytes(text));
        }
    }

    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        AddLength(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void AddLength(IncrementalHash hash, long length)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
        hash.AppendData(bytes);
    }
}
