using Items.Contracts;
using Npgsql;

namespace Items.Data.Epochs;

/// <summary>A life of the log that began.</summary>
/// <param name="Old">The head as the old life wrote it.</param>
/// <param name="New">The same position in the new one.</param>
internal readonly record struct NewLife(Cursor Old, Cursor New)
{
    /// <summary>From a row of <c>items_settle_log</c>.</summary>
    public static NewLife From(NpgsqlDataReader row)
    {
        var head = row.GetInt64(2);
        return new NewLife(new Cursor(row.GetString(0), head), new Cursor(row.GetString(1), head));
    }
}
