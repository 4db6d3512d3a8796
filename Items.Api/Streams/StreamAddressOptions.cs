namespace Items.Api.Streams;

/// <summary>Where clients reach the streams.</summary>
public sealed class StreamAddressOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Streams";

    /// <summary>
    /// Origin that clients use, for example <c>https://items.example</c>. Unset, it is the front door that forwarded the request (<c>X-Forwarded-Host</c>), or
    /// for a request that came directly, the gateway's own address.
    /// </summary>
    public Uri? PublicOrigin { get; set; }
}
