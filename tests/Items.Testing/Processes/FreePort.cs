using System.Net;
using System.Net.Sockets;

namespace Items.Testing.Processes;

/// <summary>
/// Loopback ports that stay ours until this process ends, in parallel test processes too: each is held by a locked file. They lie below the range that outgoing
/// connections take theirs from, so a server can be stopped and started again on the same one.
/// </summary>
public static class FreePort
{
    private const int First = 22_000;
    private const int Last = 32_000;

    private static readonly List<FileStream> Held = [];

    /// <summary>Reserves a port that nothing listens on.</summary>
    public static int Reserve()
    {
        var directory = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"items-ports-{Environment.UserName}"));
        for (var attempt = 0; attempt < 1_000; attempt++)
        {
            var port = Random.Shared.Next(First, Last);
            if (IsFree(port) && TryHold(Path.Combine(directory.FullName, $"{port}")))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"No free port between {First} and {Last}.");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool TryHold(string path)
    {
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            lock (Held)
            {
                Held.Add(file);
            }

            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
