using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Items.ServiceDefaults.Hosting;

/// <summary>
/// Ends the connections that the server is through with and whose client does not take the rest. Kestrel's minimum rates guard answers while they are
/// written; the last bytes of a connection, once written, it would hold for as long as the client keeps the connection open.
/// </summary>
internal static class LingeringConnections
{
    public static void CutOffLingering(this KestrelServerOptions kestrel, TimeSpan after, TimeProvider time) =>
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => async connection =>
        {
            try
            {
                await next(connection);
            }
            finally
            {
                // Weak: one that has ended by then, as nearly all have, is not kept for this.
                _ = CutOffAsync(new WeakReference<ConnectionContext>(connection), after, time);
            }
        }));

    private static async Task CutOffAsync(WeakReference<ConnectionContext> lingering, TimeSpan after, TimeProvider time)
    {
        await Task.Delay(after, time);
        if (lingering.TryGetTarget(out var connection))
        {
            connection.Abort(new ConnectionAbortedException("The client did not take the end of the last answer."));
        }
    }
}
