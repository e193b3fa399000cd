using Microsoft.Extensions.Logging;

namespace Submission.Gateway.Queue.Sqlite;

/// <summary>
/// What is done where the queue was written by a clock that stood far ahead of the present one: what was to wait minutes from then on must not wait days now, and no message is
/// younger than the present. Holds and suspensions keep their ends, which operators have set and see.
/// </summary>
internal static class ClockReset
{
    // A queue whose clock is ahead by less goes on from there: nobody would notice.
    private const long Tolerance = 10 * 60_000;

    private const string SelectLatest =
        "SELECT max(ifnull((SELECT accepted_at FROM message ORDER BY number DESC LIMIT 1), 0), ifnull((SELECT value FROM meta WHERE name = 'clock'), 0))";

    // ?1 is the present, ?2 by how much the queue is ahead of it.
    private static readonly string[] Earlier =
    [
        "UPDATE delivery SET next_at = max(?1, next_at - ?2) WHERE state = 0 AND next_at > ?1",
        "UPDATE notice SET due_at = max(?1, due_at - ?2) WHERE due_at > ?1",
    ];

    private static readonly string[] Present =
    [
        "UPDATE delivery SET asked_at = ?1 WHERE asked_at > ?1",
        "UPDATE message SET accepted_at = ?1 WHERE accepted_at > ?1",
        "UPDATE meta SET value = ?1 WHERE name = 'clock'",
    ];

    /// <summary>The latest moment that the queue has seen, in milliseconds of Unix time.</summary>
    public static long Latest(SqliteDatabase database) => database.Query(SelectLatest);

    /// <summary>Brings the queue back to the present where it is far ahead.</summary>
    /// <param name="database">The database.</param>
    /// <param name="now">The present.</param>
    /// <param name="logger">Where it is told.</param>
    public static void Run(SqliteDatabase database, long now, ILogger logger)
    {
        long ahead = Latest(database) - now;
        if (ahead <= Tolerance) return;
        database.Execute("BEGIN IMMEDIATE");
        foreach (string statement in Earlier)
        {
            using SqliteStatement change = database.Prepare(statement);
            change.Bind(1, now).Bind(2, ahead).Run();
        }

        foreach (string statement in Present)
        {
            using SqliteStatement change = database.Prepare(statement);
            change.Bind(1, now).Run();
        }

        database.Execute("COMMIT");
        SqliteLog.ClockReset(logger, TimeSpan.FromMilliseconds(ahead));
    }
}
