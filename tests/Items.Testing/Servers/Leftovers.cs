using System.Diagnostics;

namespace Items.Testing.Servers;

/// <summary>Somebody else's server is left as it was found, as far as it answers in the few seconds that the end of a test process may take.</summary>
internal static class Leftovers
{
    private const string ServersAreDisposable = "ITEMS_TEST_DISPOSABLE";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>Calls at this process's end, unless <c>ITEMS_TEST_DISPOSABLE</c> is <c>true</c>: then whoever gave the servers deletes them whole.</summary>
    /// <param name="delete">Deletes one thing after the other while there is time.</param>
    public static void DeleteAtExit(Action<Func<bool>> delete)
    {
        if (Environment.GetEnvironmentVariable(ServersAreDisposable) != "true")
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(delete);
        }
    }

    private static void Delete(Action<Func<bool>> delete)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            delete(() => Stopwatch.GetElapsedTime(started) < Limit);
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine($"Something of the tests was left behind on a server: {exception.Message}");
        }
    }
}
