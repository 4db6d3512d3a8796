namespace Items.Data.Log;

/// <summary>What a change asks for. The numbers are those of the append's SQL.</summary>
public enum ChangeKind : short
{
    /// <summary>A new item; refused when the id is taken.</summary>
    Create = 1,

    /// <summary>Create, or replace whatever is there.</summary>
    Put = 2,

    /// <summary>Merge into what is there (RFC 7396).</summary>
    Patch = 3,

    Delete = 4,
}
