using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Items.Contracts.Webhooks;
using Microsoft.Extensions.Options;

namespace Items.Data.Webhooks;

/// <summary>Which URLs and addresses webhooks may have, against requests that are forged through us (SSRF): only the public internet, unless configured otherwise.</summary>
public sealed class TargetPolicy
{
    /// <summary>What is not globally reachable unicast, after the IANA special-purpose address registries (RFC 6890) and RFC 1112.</summary>
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>The one block of global unicast addresses of IPv6 (RFC 4291, section 2.4), and what in it is not public or carries another address inside, which is not looked for.</summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] NotPublic6 = [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse)];

    private const string LocalHost = "localhost";

    private readonly bool _allowHttp;
    private readonly IPNetwork[] _allowed;

    public TargetPolicy(IOptions<WebhookTargetOptions> options)
    {
        _allowHttp = options.Value.AllowHttp;
        _allowed = options.Value.ReadNetworks();
    }

    /// <summary>Whether events may be sent to this address.</summary>
    public bool Allows(IPAddress address)
    {
        var actual = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(_allowed, network => network.Contains(actual)) || IsPublic(actual);
    }

    /// <summary>Whether a webhook may have this URL, as far as can be said without looking its name up.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="refusal">Why not, in words.</param>
    public bool Allows(string url, [NotNullWhen(false)] out string? refusal)
    {
        refusal = Refusal(url);
        return refusal is null;
    }

    private static bool IsPublic(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !Array.Exists(NotPublic, network => network.Contains(address)),
        AddressFamily.InterNetworkV6 => GlobalUnicast.Contains(address) && !Array.Exists(NotPublic6, network => network.Contains(address)),
        _ => false,
    };

    private string? Refusal(string url)
    {
        if (url.Length > WebhookLimits.MaxUrlLength || url.Any(IsInvisible)
            || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.HostNameType is UriHostNameType.Unknown or UriHostNameType.Basic || uri.Port == 0)
        {
            return $"The URL must be absolute, with a host, without spaces, and have at most {WebhookLimits.MaxUrlLength} characters.";
        }

        if (uri.Scheme != Uri.UriSchemeHttps && !(_allowHttp && uri.Scheme == Uri.UriSchemeHttp))
        {
            return _allowHttp ? "The URL must begin with https:// or http://." : "The URL must begin with https://.";
        }

        if (uri.UserInfo.Length > 0 || url.Contains('#', StringComparison.Ordinal))
        {
            return "The URL must have neither a user nor a fragment.";
        }

        return AddressIn(uri) is { } address && !Allows(address) ? "Nothing is delivered to this address." : null;
    }

    /// <summary>What <see cref="Uri"/> would trim or escape, so that it points where it reads.</summary>
    private static bool IsInvisible(char character) => char.IsWhiteSpace(character) || char.IsControl(character);

    /// <summary>
    /// The address that a host is without being looked up: a literal in any of the forms that <see cref="Uri"/> knows, also with the dot of the root behind it, or the name of the local host (RFC 6761, section 6.3).
    /// </summary>
    private static IPAddress? AddressIn(Uri uri)
    {
        var host = uri.IdnHost.TrimEnd('.');
        if (host.Equals(LocalHost, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + LocalHost, StringComparison.OrdinalIgnoreCase))
        {
            return IPAddress.Loopback;
        }

        return IPAddress.TryParse(host, out var address) ? address : null;
    }
}
