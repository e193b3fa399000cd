using System.Runtime.InteropServices;

namespace Submission.Gateway.Queue.Sqlite;

/// <summary>Counts what is in the queue.</summary>
internal static class QueueCount
{
    private const string SelectAll = "SELECT destination, state, next_at, message FROM delivery";
    private const string CountMessages = "SELECT count(*) FROM message INDEXED BY message_id";
    private const string SelectAccepted = "SELECT accepted_at FROM message WHERE number = ?1";

    public static QueueStatistics Run(SqliteDatabase database, int destinations, long now)
    {
        var byState = new long[4];
        Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
        SqliteStatement rows = database[SelectAll];
        while (rows.Step())
        {
            long state = rows.Integer(1);
            if (state is >= 0 and < 4) byState[state]++;
            ref Entry entry = ref CollectionsMarshal.GetValueRefOrAddDefault(entries, rows.Text(0), out bool exists);
            if (!exists) (entry.Oldest, entry.NextAt) = (long.MaxValue, long.MaxValue);
            entry.Count++;
            entry.Oldest = Math.Min(entry.Oldest, rows.Integer(3));
            if (state == (long)DeliveryState.Waiting) entry.NextAt = Math.Min(entry.NextAt, rows.Integer(2));
        }

        SqliteStatement messages = database[CountMessages];
        messages.Step();
        long count = messages.Integer(0);
        messages.Reset();
        return new QueueStatistics
        {
            Messages = count,
            Waiting = byState[(int)DeliveryState.Waiting],
            UnderWay = byState[(int)DeliveryState.UnderWay],
            Held = byState[(int)DeliveryState.Held],
            Destinations = Top(database, entries, destinations, now),
        };
    }

    private static List<DestinationStatistics> Top(SqliteDatabase database, Dictionary<string, Entry> entries, int maximum, long now)
    {
        List<KeyValuePair<string, Entry>> sorted = [.. entries];
        sorted.Sort(static (left, right) => left.Value.Count != right.Value.Count ? right.Value.Count.CompareTo(left.Value.Count) : string.CompareOrdinal(left.Key, right.Key));
        List<DestinationStatistics> top = [];
        for (int i = 0; i < Math.Min(maximum, sorted.Count); i++)
        {
            (string destination, Entry entry) = sorted[i];
            SqliteStatement accepted = database[SelectAccepted].Bind(1, entry.Oldest);
            long since = accepted.Step() ? accepted.Integer(0) : now;
            accepted.Reset();
            TimeSpan? next = entry.NextAt == long.MaxValue ? null : TimeSpan.FromMilliseconds(Math.Max(0, entry.NextAt - now));
            top.Add(new DestinationStatistics(destination, entry.Count, TimeSpan.FromMilliseconds(Math.Max(0, now - since)), next));
        }

        return top;
    }

    private struct Entry
    {
        public long Count;
        public long Oldest;
        public long NextAt;
    }
}
