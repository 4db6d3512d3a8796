namespace Items.Api.Input;

/// <summary>JSON Pointers in their URI fragment form (RFC 6901 section 6).</summary>
internal static class JsonPointer
{
    /// <summary>Longest name that is echoed whole.</summary>
    private const int MaxName = 100;

    /// <summary>The pointer to a member below another pointer.</summary>
    public static string To(string name, string parent = "#")
    {
        var shown = name.Length > MaxName ? name[..MaxName] + "…" : name;
        return $"{parent}/{Uri.EscapeDataString(shown.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal))}";
    }
}
