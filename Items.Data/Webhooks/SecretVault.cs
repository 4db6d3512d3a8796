using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Items.Data.Setup;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;

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
    /// <exception cref="NpgsqlException">Postgres does not answer, and the ring has not been read yet.</exception>
    public byte[] Protect(Guid webhook, byte[] key) => Use(webhook, protector => protector.Protect(key));

    /// <summary>Decrypts what <see cref="Protect"/> made for the same webhook.</summary>
    /// <exception cref="CryptographicException">It was made for another webhook, was tampered with, or its ring's key is gone.</exception>
    /// <exception cref="NpgsqlException">Postgres does not answer, and the ring has not been read yet.</exception>
    public byte[] Unprotect(Guid webhook, byte[] ciphertext) => Use(webhook, protector => protector.Unprotect(ciphertext));

    /// <summary>Data Protection calls every failure a cryptographic one. An outage is to be told from a key that is no good.</summary>
    private byte[] Use(Guid webhook, Func<IDataProtector, byte[]> use)
    {
        try
        {
            return use(provider.CreateProtector(Purpose, webhook.ToString()));
        }
        catch (CryptographicException exception) when (exception.PostgresFailureWithin is not null)
        {
            ExceptionDispatchInfo.Throw(exception.PostgresFailureWithin!);
            throw;
        }
    }
}
