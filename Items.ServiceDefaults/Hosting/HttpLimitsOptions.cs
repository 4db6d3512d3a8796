using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Items.ServiceDefaults.Hosting;

/// <summary>What one process takes from all its HTTP clients, and from each, before any of our code runs.</summary>
public sealed class HttpLimitsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Http";

    /// <summary>
    /// Open connections at most, and as many again that were upgraded to WebSocket. One more is closed without an answer; one more upgrade is refused with 503.
    /// </summary>
    [Range(1, 10_000_000)]
    public int MaxConnections { get; set; } = 100_000;

    /// <summary>Bytes of the line with method, target and version (HTTP/1.1); a longer one is answered with 414 (RFC 9110, section 15.5.15).</summary>
    [Range(256, 65_536)]
    public int MaxRequestLineBytes { get; set; } = 8 * 1024;

    /// <summary>Bytes of all header fields of a request together; more are answered with 431 (RFC 6585, section 5).</summary>
    [Range(1_024, 1_048_576)]
    public int MaxHeadersBytes { get; set; } = 32 * 1024;

    /// <summary>Header fields of a request; more are answered with 431.</summary>
    [Range(10, 10_000)]
    public int MaxHeaders { get; set; } = 100;

    /// <summary>Time a client has to send the head of a request, from its first byte to its last; after it, 408.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Time a connection may stay open without a request; then it is closed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>Time a client has to take the rest of its last answer when the connection ends; then it is cut off.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan LingerTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes a client may send ahead of what is read, for each connection; then the connection waits.</summary>
    [Range(4_096, 16_777_216)]
    public int MaxBufferedBytes { get; set; } = 64 * 1024;

    /// <summary>Requests under way on one HTTP/2 connection at most; one more is refused there (RFC 9113, section 5.1.2).</summary>
    [Range(1, 10_000)]
    public int MaxStreamsPerConnection { get; set; } = 100;

    /// <summary>A request must fit into what is buffered of it.</summary>
    internal bool IsHeadBuffered => MaxBufferedBytes >= MaxHeadersBytes && MaxBufferedBytes >= MaxRequestLineBytes;
}

/// <summary>The annotations above, checked by code that the compiler wrote.</summary>
[OptionsValidator]
internal sealed partial class HttpLimitsOptionsValidator : IValidateOptions<HttpLimitsOptions>;
