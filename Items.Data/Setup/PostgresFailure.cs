using Npgsql;

namespace Items.Data.Setup;

public static class PostgresFailure
{
    extension(Exception exception)
    {
        /// <summary>Thrown because Postgres does not answer, or refuses. Npgsql throws a bare <see cref="TimeoutException"/> when the first connection of a data source takes too long.</summary>
        public bool IsPostgresFailure => exception is NpgsqlException or TimeoutException;

        /// <summary>The one that led to this one; null when none did.</summary>
        public Exception? PostgresFailureWithin => exception.IsPostgresFailure ? exception : exception.InnerException?.PostgresFailureWithin;
    }
}
