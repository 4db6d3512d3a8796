namespace Items.Testing.Tests.Scripts;

/// <summary>The ports at which processes listen for TCP connections, from /proc/PID/fd and /proc/net/tcp (proc(5)).</summary>
internal static class Listeners
{
    private const string Listening = "0A";

    public static IReadOnlyList<int> Of(IEnumerable<int> processIds)
    {
        var sockets = processIds.SelectMany(SocketsOf).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. File.ReadLines("/proc/net/tcp").Concat(File.ReadLines("/proc/net/tcp6"))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields[3] == Listening && sockets.Contains($"socket:[{fields[9]}]"))
                .Select(fields => Convert.ToInt32(fields[1][^4..], 16)),
        ];
    }

    /// <summary>The links of a process's sockets, "socket:[INODE]"; none when it has ended.</summary>
    private static IEnumerable<string> SocketsOf(int processId)
    {
        try
        {
            return [.. Directory.EnumerateFiles($"/proc/{processId}/fd").Select(file => new FileInfo(file).LinkTarget).OfType<string>()];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
