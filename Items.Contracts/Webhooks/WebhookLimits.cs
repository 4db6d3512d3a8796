namespace Items.Contracts.Webhooks;

/// <summary>The limits of webhooks.</summary>
public static class WebhookLimits
{
    /// <summary>Longest URL in characters.</summary>
    public const int MaxUrlLength = 2_000;

    /// <summary>Longest description in Unicode code points.</summary>
    public const int MaxDescriptionLength = 500;

    /// <summary>Most events in one request.</summary>
    public const int MaxBatchSize = 500;

    /// <summary>Most webhooks at the same time.</summary>
    public const int MaxWebhooks = 10_000;

    /// <summary>Webhooks or attempts on a page, unless <c>limit</c> asks for fewer.</summary>
    public const int MaxPageSize = 100;

    /// <summary>Attempts that are kept for each webhook; older ones go.</summary>
    public const int KeptDeliveries = 100;

    /// <summary>Bytes of an answer's body that are kept.</summary>
    public const int MaxResponseExcerptBytes = 1_024;
}
