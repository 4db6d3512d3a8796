using System.Data;
using Npgsql;

namespace Items.Api.Relay;

/// <summary>
/// The right to publish: a Postgres session that holds an advisory lock. The session is the lock: whoever dies, is cut off or loses its connection has lost it, the cursor
/// is moved through the same session, and the next in line is served by Postgres at once.
/// </summary>
internal sealed class Leadership : IAsyncDisposable
{
    /// <summary>The lock's key: "items" and "relay" as two numbers that nobody else of this database uses.</summary>
    private const string Lock = "SELECT pg_advisory_lock(1769235821, 1919249505)";

    private const string Advance = "UPDATE relay SET published = $1 FROM stream WHERE epoch = $2 AND (published < $1 OR published > head)";

    private readonly NpgsqlConnection _session;

    private Leadership(NpgsqlConnection session) => _session = session;

    public NpgsqlConnection Session => _session;

    /// <summary>Waits for the lock, as long as it takes.</summary>
    public static async Task<Leadership> AcquireAsync(NpgsqlDataSource dataSource, CancellationToken cancellationToken)
    {
        var session = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var command = new NpgsqlCommand(Lock, session) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellationToken);
            return new Leadership(session);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>The log's life, and the last sequence number of it that the broker has confirmed; never more than the log has.</summary>
    public async Task<(string Epoch, long Published)> ReadPublishedAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT epoch, least(published, head) FROM relay, stream", _session);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return (row.GetString(0), row.GetInt64(1));
    }

    /// <summary>Moves the cursor, never backwards, unless it points to what the log has not got; and only in the life that the events were read of.</summary>
    public async Task AdvanceAsync(string epoch, long published)
    {
        await using var command = new NpgsqlCommand(Advance, _session)
        {
            Parameters = { new NpgsqlParameter<long> { TypedValue = published }, new NpgsqlParameter<string> { TypedValue = epoch } },
        };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Gives the lock back at once: the pool would reset the session only when it is used again.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (_session)
        {
            if (_session.State == ConnectionState.Open)
            {
                await ReleaseAsync();
            }
        }
    }

    private async Task ReleaseAsync()
    {
        try
        {
            await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", _session);
            await command.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException)
        {
            // The session is broken, so Postgres has released the lock or is about to.
        }
    }
}
