using Items.Contracts;
using Items.Contracts.Webhooks;
using Npgsql;

namespace Items.Api.WebhookEndpoints;

internal static class DeliveryRows
{
    /// <summary>From columns of <see cref="WebhookSql.DeliveryColumns"/>, the first of which is at <paramref name="from"/>.</summary>
    public static WebhookDelivery Read(NpgsqlDataReader row, int from = 0) => new(
        row.GetGuid(from),
        row.GetString(from + 1),
        row.GetString(from + 2),
        CursorAt(row, from, from + 4),
        CursorAt(row, from, from + 5),
        row.GetInt32(from + 6),
        row.GetInt32(from + 7),
        row.GetFieldValue<DateTimeOffset>(from + 8),
        row.GetString(from + 9),
        row.IsDBNull(from + 10) ? null : Math.Round(row.GetDouble(from + 10), 3),
        row.IsDBNull(from + 11) ? null : row.GetInt32(from + 11),
        Text(row, from + 12),
        Text(row, from + 13),
        row.IsDBNull(from + 14) ? null : row.GetFieldValue<DateTimeOffset>(from + 14));

    private static string? CursorAt(NpgsqlDataReader row, int from, int column) =>
        row.IsDBNull(column) ? null : new Cursor(Text(row, from + 3), row.GetInt64(column)).ToString();

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
