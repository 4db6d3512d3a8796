namespace Items.Data.Idempotency;

/// <summary>What makes a repeated request recognisable (draft-ietf-httpapi-idempotency-key-header-07).</summary>
/// <param name="Value">The key as the client chose it: 1 to <see cref="MaxLength"/> characters of visible ASCII. One space of keys serves all clients.</param>
/// <param name="Fingerprint">SHA-256 (32 bytes) of what the request asks for; the same key with another one is refused.</param>
public sealed record IdempotencyKey(string Value, byte[] Fingerprint)
{
    /// <summary>Longest key in characters.</summary>
    public const int MaxLength = 128;
}
