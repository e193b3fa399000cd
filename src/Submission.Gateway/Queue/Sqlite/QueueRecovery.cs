namespace Submission.Gateway.Queue.Sqlite;

/// <summary>What is done with the claims of a process that is no more.</summary>
internal static class QueueRecovery
{
    /// <summary>Reads enough of the database to find most damage.</summary>
    public static void Check(SqliteDatabase database)
    {
        database.Query("SELECT sum(length(recipients) + message) FROM delivery");
        database.Query("SELECT count(*) FROM message WHERE is_file = 1");
        database.Query("SELECT count(*) FROM notice");
        database.Query("SELECT count(*) FROM suspension");
        database.Query("SELECT count(*) FROM delivery INDEXED BY delivery_due WHERE state = 0");
    }

    /// <returns>How many deliveries were under way.</returns>
    public static int Run(SqliteDatabase database, long now)
    {
        database.Execute("BEGIN IMMEDIATE");
        using SqliteStatement free = database.Prepare(
            "UPDATE delivery SET state = CASE WHEN hold_reason IS NULL THEN 0 ELSE 2 END, attempts = attempts + 1, next_at = ?1, token = 0 WHERE state = 1");
        int underWay = free.Bind(1, now).Run();
        using SqliteStatement notices = database.Prepare("UPDATE notice SET token = 0, due_at = ?1 WHERE token <> 0");
        notices.Bind(1, now).Run();
        using SqliteStatement clock = database.Prepare("UPDATE meta SET value = max(value, ?1) WHERE name = 'clock'");
        clock.Bind(1, now).Run();
        database.Execute("DELETE FROM meta WHERE name = 'probe'");
        database.Execute("COMMIT");
        return underWay;
    }
}
