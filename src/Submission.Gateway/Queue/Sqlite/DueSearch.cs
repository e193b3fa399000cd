namespace Submission.Gateway.Queue.Sqlite;

/// <summary>Finds what is due: from destination to destination, one step in the index each, however many deliveries one of them has.</summary>
internal static class DueSearch
{
    private const string SelectNext = "SELECT destination, next_at FROM delivery WHERE state = 0 AND destination > ?1 ORDER BY destination, next_at LIMIT 1";
    private const string SelectLater = "SELECT next_at FROM delivery WHERE state = 0 AND destination = ?1 AND next_at > ?2 ORDER BY next_at LIMIT 1";
    private const string SelectHold = "SELECT held_until FROM delivery WHERE state = 2 AND held_until IS NOT NULL ORDER BY held_until LIMIT 1";
    private const string SelectNotice = "SELECT due_at FROM notice WHERE due_at > ?1 ORDER BY due_at LIMIT 1";

    /// <summary>When the next hold ends by itself.</summary>
    public static long? NextHoldEnd(SqliteDatabase database) => First(database[SelectHold]);

    public static DueDestinations Find(SqliteDatabase database, SuspensionList suspensions, int maximum, long now)
    {
        List<(long DueAt, string Destination)> due = [];
        List<string> suspended = [];
        long next = long.MaxValue;
        string last = "";
        while (Step(database, last) is { } found)
        {
            last = found.Destination;
            if (suspensions.Find(last, now) is { } suspension)
            {
                if (suspension.Until is { } until) next = Math.Min(next, until.ToUnixTimeMilliseconds());
                if (found.DueAt <= now && suspended.Count < maximum) suspended.Add(last);
            }
            else if (found.DueAt <= now)
            {
                due.Add((found.DueAt, last));
            }

            next = Math.Min(next, found.DueAt > now ? found.DueAt : First(database[SelectLater].BindText(1, last).Bind(2, now)) ?? long.MaxValue);
        }

        next = Math.Min(next, NextHoldEnd(database) ?? long.MaxValue);
        next = Math.Min(next, First(database[SelectNotice].Bind(1, now)) ?? long.MaxValue);
        bool hasNotices = First(database[NoticeWork.SelectDue].Bind(1, now)) is not null;

        due.Sort(static (left, right) => left.DueAt != right.DueAt ? left.DueAt.CompareTo(right.DueAt) : string.CompareOrdinal(left.Destination, right.Destination));
        var destinations = new string[Math.Min(maximum, due.Count)];
        for (int i = 0; i < destinations.Length; i++) destinations[i] = due[i].Destination;
        return new DueDestinations(destinations, next == long.MaxValue ? null : TimeSpan.FromMilliseconds(Math.Max(0, next - now)), hasNotices) { Suspended = suspended };
    }

    private static (string Destination, long DueAt)? Step(SqliteDatabase database, string after)
    {
        SqliteStatement row = database[SelectNext].BindText(1, after);
        if (!row.Step()) return null;
        (string, long) found = (row.Text(0), row.Integer(1));
        row.Reset();
        return found;
    }

    private static long? First(SqliteStatement row)
    {
        if (!row.Step()) return null;
        long value = row.Integer(0);
        row.Reset();
        return value;
    }
}
