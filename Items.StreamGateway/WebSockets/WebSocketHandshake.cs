using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using Items.Contracts;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Items.StreamGateway.WebSockets;

/// <summary>
/// The opening handshake, by hand, because the gateway writes its own frames: HTTP/1.1 upgrade (RFC 6455, section 4.2) or HTTP/2 extended CONNECT
/// (RFC 8441). No extension is negotiated; the frames are shared by all subscribers.
/// </summary>
internal static class WebSocketHandshake
{
    private const string Magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    public static bool IsRequested(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.SecWebSocketVersion != "13")
        {
            return false;
        }

        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
        {
            return connect.Protocol == "websocket";
        }

        return context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            && headers.Upgrade.ToString().Split(',').Contains("websocket", AsToken.Instance)
            && IsKey(headers.SecWebSocketKey.ToString());
    }

    /// <summary>Accepts and announces the start position, if there is one yet. Returns the pipes that frames come from and go to.</summary>
    public static async Task<(PipeReader Input, PipeWriter Output)> AcceptAsync(HttpContext context, Cursor? start)
    {
        var headers = context.Response.Headers;
        headers[StreamNames.CursorHeader] = start?.ToString();
        var offered = context.Request.Headers.SecWebSocketProtocol.ToString().Split(',');
        if (offered.Contains(StreamNames.WebSocketSubprotocol, AsToken.Instance))
        {
            headers.SecWebSocketProtocol = StreamNames.WebSocketSubprotocol;
        }

        if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
        {
            var both = await connect.AcceptAsync();
            return Pipes(both);
        }

        headers.Upgrade = "websocket";
        headers.SecWebSocketAccept = Accept(context.Request.Headers.SecWebSocketKey.ToString());
        var stream = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        Forget(context);
        // An upgraded HTTP/1.1 connection is ours alone: frames go through its own pipes, without the layers that a request and a response pass.
        return context.Features.Get<IConnectionTransportFeature>() is { } connection
            ? (connection.Transport.Input, connection.Transport.Output)
            : Pipes(stream);
    }

    /// <summary>What the request said has been read, and would be held for as long as the connection lasts; but for the host, which is named when it ends.</summary>
    private static void Forget(HttpContext context)
    {
        var host = context.Request.Host;
        context.Request.Headers.Clear();
        context.Request.Host = host;
        context.Features.Set<IQueryFeature>(null);
    }

    private static (PipeReader Input, PipeWriter Output) Pipes(Stream stream) => (
        PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true, useZeroByteReads: true)),
        PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true)));

    private static bool IsKey(string key)
    {
        Span<byte> nonce = stackalloc byte[16];
        return key.Length == 24 && Convert.TryFromBase64String(key, nonce, out var length) && length == nonce.Length;
    }

    /// <summary>Not for secrecy: RFC 6455 prescribes SHA-1.</summary>
    private static string Accept(string key)
    {
#pragma warning disable CA5350
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Magic)));
#pragma warning restore CA5350
    }

    /// <summary>Members of a header's comma-separated list: case and surrounding blanks do not matter.</summary>
    private sealed class AsToken : IEqualityComparer<string>
    {
        public static AsToken Instance { get; } = new();

        public bool Equals(string? x, string? y) => x.AsSpan().Trim().Equals(y.AsSpan().Trim(), StringComparison.OrdinalIgnoreCase);

        public int GetHashCode(string token) => string.GetHashCode(token.AsSpan().Trim(), StringComparison.OrdinalIgnoreCase);
    }
}
