using System.Globalization;

namespace Items.Testing.Processes;

/// <summary>What a process occupies at one moment, as the kernel counts it.</summary>
/// <param name="Memory">
/// Bytes of private memory in RAM: heaps, stacks, buffers. What it maps from files is left out: that is shared, and comes and goes with the machine's page cache.
/// </param>
/// <param name="Handles">Open files, sockets and pipes.</param>
public sealed record ProcessUsage(long Memory, int Handles)
{
    /// <summary>Looks at a running process.</summary>
    /// <exception cref="IOException">There is no such process.</exception>
    public static ProcessUsage Of(int processId)
    {
        const string Anonymous = "RssAnon:";
        var line = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith(Anonymous, StringComparison.Ordinal));
        var kilobytes = long.Parse(line[Anonymous.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
        return new(kilobytes * 1024, Directory.EnumerateFileSystemEntries($"/proc/{processId}/fd").Count());
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Memory / 1e6:0.0} MB, {Handles} handles");
}
