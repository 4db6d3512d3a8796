using System.Globalization;

namespace Items.StreamGateway.Tests.World;

/// <summary>The gateway's end of one client's connection, as the kernel lists it.</summary>
/// <param name="Waiting">Bytes that the client has not taken.</param>
/// <param name="IsHeld">Whether the process still holds the connection; what the kernel alone has yet to send does not count.</param>
internal sealed record ServerSide(long Waiting, bool IsHeld)
{
    /// <summary>Null when there is none any more.</summary>
    public static ServerSide? Of(RawClient client) =>
        Find(client.ServerPort, client.Port) is { } fields ? new ServerSide(Queued(fields, 0), fields[9] != "0") : null;

    /// <summary>Bytes that the client has sent and the process has not read: they are in the kernel, on either side.</summary>
    public static long Unread(RawClient client) =>
        Queued(Find(client.ServerPort, client.Port)!, 1) + Queued(Find(client.Port, client.ServerPort)!, 0);

    /// <summary>Waits until nothing more is sent to a client who does not read.</summary>
    public static async Task QuietAsync(RawClient client)
    {
        var last = -1L;
        await Testing.Eventually.Async(() => last == (last = Of(client)!.Waiting));
    }

    private static string[]? Find(int local, int remote)
    {
        var ends = $": 0100007F:{local:X4} 0100007F:{remote:X4} ";
        return File.ReadLines("/proc/net/tcp").FirstOrDefault(line => line.Contains(ends, StringComparison.Ordinal))?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Of the column <c>tx_queue:rx_queue</c>.</summary>
    private static long Queued(string[] fields, int direction) =>
        long.Parse(fields[4].Split(':')[direction], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
