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
        var prefix = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        var signatures = new string[keys.Count];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        for (var i = 0; i < keys.Count; i++)
        {
            using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, keys[i]);
            hmac.AppendData(prefix);
            hmac.AppendData(body);
            hmac.GetHashAndReset(hash);
            signatures[i] = Version + Convert.ToBase64String(hash);
        }

        return string.Join(' ', signatures);
    }
}
