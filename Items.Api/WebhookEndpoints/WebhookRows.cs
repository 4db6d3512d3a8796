using Items.Contracts;
using Items.Contracts.Webhooks;
using Npgsql;

namespace Items.Api.WebhookEndpoints;

internal static class WebhookRows
{
    /// <summary>Columns of <see cref="WebhookSql.Columns"/>; what a statement adds comes behind them.</summary>
    public const int Count = 19;

    /// <summary>A secret that was replaced and signs no more is not mentioned.</summary>
    public static WebhookResource Read(NpgsqlDataReader row, DateTimeOffset now) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.IsDBNull(2) ? null : row.GetString(2),
        row.IsDBNull(3) ? null : row.GetFieldValue<string[]>(3),
        row.IsDBNull(4) ? null : RawJson.FromTrusted(row.GetString(4)),
        row.GetInt32(5),
        row.GetString(6),
        row.IsDBNull(7) ? null : row.GetString(7),
        new Cursor(row.GetString(8), row.GetInt64(9)).ToString(),
        row.GetInt64(10),
        Math.Round(row.GetDouble(11), 3),
        row.GetInt32(12),
        Time(row, 13),
        Time(row, 14),
        Time(row, 15) is { } until && until > now ? until : null,
        row.GetInt32(16),
        row.GetFieldValue<DateTimeOffset>(17),
        row.GetFieldValue<DateTimeOffset>(18));

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
