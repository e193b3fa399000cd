namespace Submission.Gateway.Queue.Sqlite;

/// <summary>What is done with suspensions, within a transaction.</summary>
internal static class SuspensionWork
{
    private const string Upsert =
        "INSERT INTO suspension(destination, reason, since, until) VALUES(?1, ?2, ?3, ?4) ON CONFLICT(destination) DO UPDATE SET reason = ?2, until = ?4, " +
        "since = CASE WHEN until <= ?3 THEN ?3 ELSE since END";

    private const string Select = "SELECT 1 FROM suspension WHERE destination = ?1";
    private const string Delete = "DELETE FROM suspension WHERE destination = ?1";
    private const string DeleteExpired = "DELETE FROM suspension WHERE until <= ?1";

    /// <returns>Whether there was one before.</returns>
    public static bool Suspend(WriteSession session, string destination, string reason, TimeSpan? duration)
    {
        long? until = duration is { } time ? QueueClock.After(session.Now, time) : null;
        SqliteStatement known = session.Database[Select].BindText(1, destination);
        bool isKnown = known.Step();
        known.Reset();
        session.Database[Upsert].BindText(1, destination).BindText(2, reason).Bind(3, session.Now).Bind(4, until).Run();
        session.ChangesSuspensions = true;
        session.Wakes = true;
        return isKnown;
    }

    /// <returns>Whether there was one in force.</returns>
    public static bool Resume(WriteSession session, string destination)
    {
        session.ChangesSuspensions = true;
        session.Wakes = true;
        session.Database[DeleteExpired].Bind(1, session.Now).Run();
        return session.Database[Delete].BindText(1, destination).Run() > 0;
    }
}
