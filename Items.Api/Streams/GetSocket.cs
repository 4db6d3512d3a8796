using Items.Api.ItemEndpoints;
using Items.Contracts;
using Items.Data.Log;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Items.Api.Streams;

internal static class GetSocket
{
    public static async Task<Ok<SocketInfo>> Handle(HttpRequest request, StreamAddress address, LogReader log, CancellationToken cancellationToken)
    {
        var origin = await address.FindAsync(request, cancellationToken);
        var page = await log.ReadPositionAsync(cancellationToken);
        var position = new Cursor(page.Epoch, page.Head);
        ItemAnswer.SetPosition(request.HttpContext, position);

        var sse = new Uri(origin, StreamNames.SsePath);
        var webSocket = new UriBuilder(new Uri(origin, StreamNames.WebSocketPath))
        {
            Scheme = origin.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs,
            Port = origin.IsDefaultPort ? -1 : origin.Port,
        };
        return TypedResults.Ok(new SocketInfo(webSocket.Uri, sse, StreamNames.WebSocketSubprotocol, position.ToString()));
    }
}
