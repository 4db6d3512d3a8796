using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Items.ServiceDefaults.Hosting;

internal static class HttpLimits
{
    /// <summary>Bytes; RFC 9113, section 6.9.2.</summary>
    private const int MinHttp2Window = 65_535;

    public static void AddHttpLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<HttpLimitsOptions, HttpLimitsOptionsValidator>(HttpLimitsOptions.Section)
            .Validate(limits => limits.IsHeadBuffered, "Http:MaxBufferedBytes: less than Http:MaxHeadersBytes or Http:MaxRequestLineBytes");
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<HttpLimitsOptions>, TimeProvider>((kestrel, limits, time) =>
        {
            Set(kestrel.Limits, limits.Value);
            kestrel.CutOffLingering(limits.Value.LingerTimeout, time);
        });
        // The transport has a buffer of its own before the server's, of 1 MiB unless told otherwise.
        builder.Services.AddOptions<SocketTransportOptions>().Configure<IOptions<HttpLimitsOptions>>(
            (transport, limits) => transport.MaxReadBufferSize = limits.Value.MaxBufferedBytes);
    }

    private static void Set(KestrelServerLimits kestrel, HttpLimitsOptions limits)
    {
        kestrel.MaxConcurrentConnections = limits.MaxConnections;
        kestrel.MaxConcurrentUpgradedConnections = null; // UpgradeLimit counts them
        kestrel.MaxRequestLineSize = limits.MaxRequestLineBytes;
        kestrel.MaxRequestHeadersTotalSize = limits.MaxHeadersBytes;
        kestrel.MaxRequestHeaderCount = limits.MaxHeaders;
        kestrel.RequestHeadersTimeout = limits.HeadersTimeout;
        kestrel.KeepAliveTimeout = limits.IdleTimeout;
        kestrel.MaxRequestBufferSize = limits.MaxBufferedBytes;
        kestrel.Http2.MaxStreamsPerConnection = limits.MaxStreamsPerConnection;
        kestrel.Http2.InitialConnectionWindowSize = kestrel.Http2.InitialStreamWindowSize = Math.Max(MinHttp2Window, limits.MaxBufferedBytes);
    }
}
