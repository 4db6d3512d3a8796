using Npgsql;

namespace Items.Data.Setup;

public static class PostgresFailure
{
    extension(Exception exception)
    {
        /// <summary>Thrown because Postgres does not answer, or refuses. Npgsql throws a bare <see cref="TimeoutException"/> when the first connection of a data source takes too long.</summary>
        public bool IsPostgresFailure => exception is NpgsqlException or TimeoutException;

        /// <summary>Postgres has refused a statement, undone its transaction and gone on (ERROR). One that ends the session (FATAL), a broken connection and a time-out say nothing of what became of it.</summary>
        public bool IsRefusal => exception is PostgresException { InvariantSeverity: "ERROR" };

        /// <summary>Refused for a value: data exceptions (class 22 of SQLSTATE), constraint violations (23) and exceeded limits (54) are about a row, every other error is about the server.</summary>
        public bool IsRefusalOfValue => exception is PostgresException { SqlState: ['2', '2' or '3', ..] or ['5', '4', ..] };

        /// <summary>The one that led to this one; null when none did.</summary>
        public Exception? PostgresFailureWithin => exception.IsPostgresFailure ? exception : exception.InnerException?.PostgresFailureWithin;
    }
}
