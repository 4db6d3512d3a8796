using Items.Api.Problems;
using Items.Data.Idempotency;

namespace Items.Api.Idempotency;

internal static class RequestKey
{
    /// <summary>The key of a request that may be repeated, with the request's fingerprint; null when the client gave none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">Its body, where it is read.</param>
    /// <exception cref="RequestRefusedException">The header is malformed.</exception>
    public static IdempotencyKey? Of(HttpRequest request, ReadOnlyMemory<byte> body = default) =>
        IdempotencyKeyHeader.Read(request) is { } key ? new IdempotencyKey(key, RequestFingerprint.Of(request, body.Span)) : null;
}
