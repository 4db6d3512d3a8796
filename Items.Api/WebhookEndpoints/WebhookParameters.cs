using Npgsql;
using NpgsqlTypes;

namespace Items.Api.WebhookEndpoints;

/// <summary>Parameters by name, with a type also where there is no value.</summary>
internal static class WebhookParameters
{
    public static NpgsqlParameter Id(Guid? id, string name = "id") => New(name, id, NpgsqlDbType.Uuid);

    public static NpgsqlParameter Text(string name, string? text) => New(name, text, NpgsqlDbType.Text);

    public static NpgsqlParameter Texts(string name, string[]? texts) => New(name, texts, NpgsqlDbType.Array | NpgsqlDbType.Text);

    public static NpgsqlParameter Json(string name, string? json) => New(name, json, NpgsqlDbType.Jsonb);

    public static NpgsqlParameter Bytes(string name, byte[] bytes) => New(name, bytes, NpgsqlDbType.Bytea);

    public static NpgsqlParameter Number(string name, long? number) => New(name, number, NpgsqlDbType.Bigint);

    public static NpgsqlParameter Number(string name, int? number) => New(name, number, NpgsqlDbType.Integer);

    public static NpgsqlParameter Flag(string name, bool flag) => New(name, flag, NpgsqlDbType.Boolean);

    public static NpgsqlParameter Time(string name, DateTimeOffset? time) => New(name, time, NpgsqlDbType.TimestampTz);

    private static NpgsqlParameter New(string name, object? value, NpgsqlDbType type) => new(name, type) { Value = value ?? DBNull.Value };
}
