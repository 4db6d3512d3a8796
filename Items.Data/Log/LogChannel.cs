namespace Items.Data.Log;

/// <summary>The notification channel on which a commit announces itself.</summary>
internal static class LogChannel
{
    public const string Name = "items_log";
}
