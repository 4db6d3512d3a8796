namespace Items.Web.Pages;

/// <summary>What the site says after something was done. After a redirect only the name travels, in the address; nobody can make the site say anything else.</summary>
internal static class Notices
{
    public const string Added = "Added.";
    public const string Saved = "Saved.";
    public const string Deleted = "Deleted.";
    public const string AlreadyGone = "That item was deleted already.";

    public static string? Of(string? done) => done switch
    {
        "added" => Added,
        "saved" => Saved,
        "deleted" => Deleted,
        "gone" => AlreadyGone,
        _ => null,
    };
}
