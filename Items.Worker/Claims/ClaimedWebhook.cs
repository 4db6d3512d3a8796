namespace Items.Worker.Claims;

/// <summary>A webhook as it was when it was claimed.</summary>
internal sealed record ClaimedWebhook(LeaseKey Key, string Epoch)
{
    public required string Url { get; init; }

    public string[]? Types { get; init; }

    public string? Attributes { get; init; }

    public int BatchSize { get; init; }

    public required byte[] Secret { get; init; }

    public byte[]? PreviousSecret { get; init; }

    public DateTimeOffset? PreviousSecretUntil { get; init; }

    public long Position { get; init; }

    /// <summary>Last event of the request that failed before, which is to be the same request again.</summary>
    public long? RetryThrough { get; init; }

    public int Failures { get; init; }

    public DateTimeOffset? FailingSince { get; init; }
}
