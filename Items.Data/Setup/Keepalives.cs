using Npgsql;

namespace Items.Data.Setup;

/// <summary>
/// How soon each side notices that the other's machine or the network between them is gone, without a word: TCP's own default is more than two hours, for which Postgres would keep the session and its locks,
/// so that nobody writes, or nobody relays.
/// <para>Postgres ends a session after 25 s without a sign of life, and a connection is given up here after a minute. A process that is only paused answers all the same: its machine does it.</para>
/// </summary>
internal static class Keepalives
{
    /// <summary>Of the session, in Postgres (its documentation, chapter "Connections and Authentication"): seconds, seconds, probes, milliseconds.</summary>
    private const string OfPostgres = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3 -c tcp_user_timeout=25000";

    /// <summary>What the connection string itself says of them counts.</summary>
    public static string WithSettings(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        // The last one counts.
        settings.Options = $"{OfPostgres} {settings.Options}".TrimEnd();
        if (settings is { TcpKeepAlive: false, TcpKeepAliveTime: 0 } && !IsSocketFile(settings.Host))
        {
            (settings.TcpKeepAlive, settings.TcpKeepAliveTime, settings.TcpKeepAliveInterval) = (true, 10, 5);
        }

        return settings.ConnectionString;
    }

    /// <summary>A Unix domain socket: there is no network.</summary>
    private static bool IsSocketFile(string? host) => host is ['/' or '@', ..];
}
