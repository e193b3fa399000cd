using System.Collections.Frozen;

namespace Submission.Gateway.Queue.Sqlite;

/// <summary>The suspensions, in memory too. Read by many threads, loaded by the writer's.</summary>
internal sealed class SuspensionList
{
    private volatile FrozenDictionary<string, DestinationSuspension> _all = FrozenDictionary<string, DestinationSuspension>.Empty;

    public void Load(SqliteDatabase database)
    {
        Dictionary<string, DestinationSuspension> all = new(StringComparer.Ordinal);
        SqliteStatement rows = database["SELECT destination, reason, since, until FROM suspension"];
        while (rows.Step())
        {
            string destination = rows.Text(0);
            DateTimeOffset? until = rows.OptionalInteger(3) is { } end ? QueueClock.Moment(end) : null;
            all[destination] = new DestinationSuspension(destination, rows.Text(1), QueueClock.Moment(rows.Integer(2)), until);
        }

        _all = all.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The suspension that is in force for a destination.</summary>
    public DestinationSuspension? Find(string destination, long now) =>
        _all.TryGetValue(destination, out DestinationSuspension? found) && IsInForce(found, now) ? found : null;

    public IReadOnlyList<DestinationSuspension> InForce(long now)
    {
        List<DestinationSuspension> found = [];
        foreach (DestinationSuspension one in _all.Values)
        {
            if (IsInForce(one, now)) found.Add(one);
        }

        found.Sort(static (left, right) => string.CompareOrdinal(left.Destination, right.Destination));
        return found;
    }

    private static bool IsInForce(DestinationSuspension suspension, long now) => suspension.Until is not { } until || until.ToUnixTimeMilliseconds() > now;
}
