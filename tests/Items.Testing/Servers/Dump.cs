using System.Diagnostics;
using Items.Testing.Processes;
using Npgsql;

namespace Items.Testing.Servers;

/// <summary>
/// Backup and restore as an operator does them. The machine's pg_dump refuses a newer server, as a container may be: take an <see
/// cref="OwnServer"/>.
/// </summary>
public static class Dump
{
    private const string Copy = """set -o pipefail; pg_dump -d "$FROM" | psql -q -X -v ON_ERROR_STOP=1 -d "$TO" >/dev/null""";

    /// <summary>Dumps a database, which may be in use, into an empty one.</summary>
    public static Task CopyAsync(string from, string to)
    {
        var start = new ProcessStartInfo("bash") { ArgumentList = { "-c", Copy } };
        start.Environment["FROM"] = Conninfo(from);
        start.Environment["TO"] = Conninfo(to);
        return ChildProcess.RunAsync("pg_dump | psql", start, TimeSpan.FromMinutes(1));
    }

    private static string Conninfo(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return new UriBuilder("postgresql", parts.Host, parts.Port, parts.Database) { UserName = parts.Username, Password = parts.Password }.Uri.AbsoluteUri;
    }
}
