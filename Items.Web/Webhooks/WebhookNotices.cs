namespace Items.Web.Webhooks;

/// <summary>What the page of webhooks says after something was done. After a redirect only the name travels, in the address.</summary>
internal static class WebhookNotices
{
    public const string Added = "Added. Its secret is shown once, here.";
    public const string Rotated = "The secret was rotated. The new one is shown once, here.";
    public const string AlreadyGone = "That webhook was deleted already.";

    public static string? Of(string? done) => done switch
    {
        "tested" => "A test was asked for. It is among the last attempts.",
        "replaying" => "Events are delivered from there on.",
        "resumed" => "Delivery goes on.",
        "disabled" => "Disabled. It keeps its place.",
        "deleted" => "Deleted.",
        "gone" => AlreadyGone,
        _ => null,
    };
}
