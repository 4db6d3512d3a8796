namespace Items.Contracts;

/// <summary>The limits every interface enforces.</summary>
public static class ItemLimits
{
    /// <summary>Longest text of an item, in Unicode code points.</summary>
    public const int MaxTextLength = 1_000;

    /// <summary>Largest attributes object, in bytes of its compact UTF-8 JSON.</summary>
    public const int MaxAttributesBytes = 16 * 1024;

    /// <summary>Deepest nesting of a request's JSON.</summary>
    public const int MaxJsonDepth = 32;

    /// <summary>Largest request body in bytes.</summary>
    public const int MaxBodyBytes = 128 * 1024;

    /// <summary>Items or events on a page unless <c>limit</c> says otherwise.</summary>
    public const int DefaultPageSize = 100;

    /// <summary>Most item ids in one snapshot's filter.</summary>
    public const int MaxIds = 100;

    /// <summary>The largest <c>limit</c>.</summary>
    public const int MaxPageSize = 1_000;
}
