namespace Items.Data.Migrations;

/// <summary>
/// Says whose numbers the log holds, and begins a new life when it is somebody else's: another server, another timeline of it (a replica was promoted, or the server was recovered to
/// an earlier moment), or another database (a dump was restored, or a template copied). In each case numbers may be given again that were given before, to other changes.
/// <para>Answers a row only when a new life began. While nothing differs it waits for no lock. Of several at the same time the first that gets the lock begins the life; the others
/// look again and find themselves at home. A standby is refused: it may lack what the primary has committed, and a session that was let in would go on unseen when it is promoted.</para>
/// </summary>
internal static class SettleLogSql
{
    public const string Create =
        """
        CREATE FUNCTION items_settle_log(anew boolean DEFAULT false) RETURNS TABLE (old_epoch text, new_epoch text, at_head bigint)
        LANGUAGE plpgsql VOLATILE
        AS $$
        DECLARE
            here text;
            life record;
        BEGIN
            IF pg_is_in_recovery() THEN
                RAISE EXCEPTION 'this server is a standby: the log is used at the primary' USING ERRCODE = 'read_only_sql_transaction';
            END IF;
            here := concat_ws('/',
                (SELECT system_identifier FROM pg_control_system()),
                left(pg_walfile_name(pg_current_wal_lsn()), 8),
                (SELECT oid FROM pg_database WHERE datname = current_database()));
            IF NOT anew AND (SELECT home = here FROM stream) THEN
                RETURN;
            END IF;

            -- A statement of its own, whose snapshot is taken when it has the lock.
            SELECT epoch, home INTO life FROM stream FOR UPDATE;
            IF life IS NULL OR (life.home = here AND NOT anew) THEN
                RETURN;
            END IF;
            IF life.home IS NULL AND NOT anew THEN
                UPDATE stream SET home = here;
                RETURN;
            END IF;
            UPDATE relay SET published = least(published, (SELECT head FROM stream));
            RETURN QUERY
                UPDATE stream SET home = here, epoch = left(replace(gen_random_uuid()::text, '-', ''), 8)
                RETURNING life.epoch, epoch, head;
        END
        $$
        """;

    public const string Call = "SELECT items_settle_log()";

    public const string Drop = "DROP FUNCTION items_settle_log";
}
