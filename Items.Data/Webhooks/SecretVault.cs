using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Items.Data.Webhooks;

/// <summary>
/// Webhook keys on their way into the database and out of it: encrypted and authenticated with ASP.NET Core Data Protection, whose key ring stands in the table <c>data_protection_keys</c>, so every Api and
/// Worker over one database can read them. A key is bound to its webhook: a row's ciphertext copied into another row cannot be decrypted.
/// </summary>
public sealed class SecretVault(IDataProtectionProvider provider)
{
    /// <summary>Bytes of a key: the length of what HMAC-SHA256 makes (RFC 2104, section 3).</summary>
    public const int KeyBytes = 32;

    private const string Purpose = "Items.Webhooks.Secret.v1";

    /// <summary>A new random key.</summary>
    public static byte[] CreateKey() => RandomNumberGenerator.GetBytes(KeyBytes);

    /// <summary>Encrypts a webhook's key.</summary>
    public byte[] Protect(Guid webhook, byte[] key) => ProtectorOf(webhook).Protect(key);

    /// <summary>Decrypts what <see cref="Protect"/> made for the same webhook.</summary>
    /// <exception cref="CryptographicException">It was made for another webhook, was tampered with, or its ring's key is gone.</exception>
    public byte[] Unprotect(Guid webhook, byte[] ciphertext) => ProtectorOf(webhook).Unprotect(ciphertext);

    private IDataProtector ProtectorOf(Guid webhook) => provider.CreateProtector(Purpose, webhook.ToString());
}
