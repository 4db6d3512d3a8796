using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Items.Worker.Requests;

/// <summary>What a request to a webhook's endpoint may take.</summary>
public sealed class RequestOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "WebhookRequests";

    /// <summary>Time for a connection: looking up the name, reaching the address, TLS.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for the whole of an attempt, to the end of the answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Bytes of an answer's body that are read; the connection of a longer one is closed, and its status counts.</summary>
    [Range(1_024, 16_777_216)]
    public int MaxResponseBytes { get; set; } = 64 * 1024;

    /// <summary>Kibibytes of an answer's header fields; a longer head is no answer.</summary>
    [Range(1, 1_024)]
    public int MaxResponseHeadersKiB { get; set; } = 16;

    /// <summary>Time after which a connection is used no more, so that names are looked up, and addresses checked, again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan ConnectionLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Time that a connection may stay open without a request.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan ConnectionIdleTime { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>The annotations above, checked by code that the compiler wrote.</summary>
[OptionsValidator]
internal sealed partial class RequestOptionsValidator : IValidateOptions<RequestOptions>;
