namespace Items.Data.Webhooks;

/// <summary>The channel of <c>NOTIFY</c> on which Workers hear at once that a client has changed a webhook or asked for a test. A hint only: they look from time to time as well.</summary>
public static class WebhookChannel
{
    /// <summary>Its name.</summary>
    public const string Name = "items_webhooks";

    /// <summary>The payload by which a Worker tells the others that there is more to deliver than it takes; a client's changes have none.</summary>
    public const string Behind = "behind";
}
