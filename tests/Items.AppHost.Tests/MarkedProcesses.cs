using System.Diagnostics;

namespace Items.AppHost.Tests;

/// <summary>
/// Finds on Linux whatever was started since, directly or not: by a variable that this process passes on, and, for those who get an environment of their own, by a directory on
/// their command line. Elsewhere it finds nothing but this process.
/// </summary>
internal sealed class MarkedProcesses : IDisposable
{
    private readonly string _variable = $"ITEMS_TEST_MARK_{Guid.CreateVersion7():N}";
    private readonly string _directory;

    public MarkedProcesses(string directory)
    {
        _directory = directory;
        Environment.SetEnvironmentVariable(_variable, "1");
    }

    public int Count() => Process.GetProcesses().Count(IsMarked);

    public void Dispose() => Environment.SetEnvironmentVariable(_variable, null);

    private bool IsMarked(Process process)
    {
        using (process)
        {
            try
            {
                return process.Id != Environment.ProcessId
                    && (File.ReadAllText($"/proc/{process.Id}/environ").Contains(_variable, StringComparison.Ordinal)
                        || File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(_directory, StringComparison.Ordinal));
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }
}
