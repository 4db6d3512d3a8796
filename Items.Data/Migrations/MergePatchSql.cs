namespace Items.Data.Migrations;

/// <summary>JSON Merge Patch, RFC 7396 section 2, as a function in the database, so that a patch is merged where the lock is held.</summary>
internal static class MergePatchSql
{
    public const string Create =
        """
        CREATE FUNCTION items_merge_patch(target jsonb, patch jsonb) RETURNS jsonb
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        AS $$
            SELECT CASE
                WHEN jsonb_typeof(patch) = 'null' THEN '{}'::jsonb
                WHEN jsonb_typeof(patch) <> 'object' THEN patch
                ELSE coalesce(
                    (SELECT jsonb_object_agg(key, value)
                     FROM (
                         SELECT kept.key, kept.value
                         FROM jsonb_each(CASE WHEN jsonb_typeof(target) = 'object' THEN target ELSE '{}' END) kept
                         WHERE NOT patch ? kept.key
                         UNION ALL
                         SELECT changed.key,
                                items_merge_patch(CASE WHEN jsonb_typeof(target) = 'object' THEN target -> changed.key END, changed.value)
                         FROM jsonb_each(patch) changed
                         WHERE jsonb_typeof(changed.value) <> 'null'
                     ) member),
                    '{}')
                END
        $$
        """;
}
