namespace Items.Data.Log;

/// <summary>The notification channel on which a commit announces itself; the payload is the log's new head, a <see cref="Items.Contracts.Cursor"/>.</summary>
internal static class LogChannel
{
    public const string Name = "items_log";
}
