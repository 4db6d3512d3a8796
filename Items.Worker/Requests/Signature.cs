using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Items.Worker.Requests;

/// <summary>Standard Webhooks, symmetric: <c>v1,</c> and the base64 of an HMAC-SHA256 over <c>{id}.{timestamp}.{body}</c>; one for each key that is good, separated by spaces.</summary>
internal static class Signature
{
    private const string Version = "v1,";

    public static string Sign(IReadOnlyList<byte[]> keys, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.");
        var signed = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(prefix.Length) + body.Length);
        var length = Encoding.UTF8.GetBytes(prefix, signed);
        body.CopyTo(signed.AsSpan(length));
        length += body.Length;
        var signatures = new string[keys.Count];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        for (var i = 0; i < keys.Count; i++)
        {
            HMACSHA256.HashData(keys[i], signed.AsSpan(0, length), hash);
            signatures[i] = Version + Convert.ToBase64String(hash);
        }

        ArrayPool<byte>.Shared.Return(signed);
        return string.Join(' ', signatures);
    }
}
