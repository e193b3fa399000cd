using Submission.Policy.Counters;

namespace Submission.Tests.Counters;

/// <summary>What a store must do, written down as simply as it can be: every event is kept at its exact time.</summary>
public sealed class CounterModel
{
    private readonly List<(string Subject, long Time, long Amount, bool IsCommitted)> _events = [];

    public long Now { get; set; }

    public Dictionary<int, Held> Reservations { get; } = [];

    public bool IsLive(int slot) => Reservations.TryGetValue(slot, out Held? held) && held.Deadline > Now;

    public long Pending(string subject) =>
        Reservations.Values.Where(held => held.Deadline > Now).SelectMany(held => held.Charges).Where(charge => charge.Subject == subject).Sum(charge => charge.Amount);

    /// <summary>What a closed interval that ends now and is <paramref name="span"/> long holds.</summary>
    public long Committed(string subject, long span) => _events.Where(item => item.Subject == subject && Now - item.Time <= span).Sum(item => item.Amount);

    /// <summary>Whether there is room, with charges given back after <paramref name="lateness"/> thousandths of each window.</summary>
    public bool Fits(string subject, CounterLimit limit, long amount, long alsoPending, int lateness)
    {
        long pending = Pending(subject) + alsoPending;
        if (limit.AtOnce is { } atOnce && pending + amount > atOnce) return false;
        return limit.Windows.All(window =>
            Committed(subject, window.Length.Ticks + (window.Length.Ticks / 1000 * lateness)) + pending + amount <= window.AtMost);
    }

    public void Commit(int slot)
    {
        foreach ((string subject, long amount) in Reservations[slot].Charges) _events.Add((subject, Now, amount, true));
        Reservations.Remove(slot);
    }

    public void Record(string subject, long amount) => _events.Add((subject, Now, amount, false));

    /// <summary>Forgets what is committed of a subject.</summary>
    public void Forget(string subject) => _events.RemoveAll(item => item.Subject == subject);

    /// <summary>The most that any closed interval of this length holds of what was committed.</summary>
    public long Fullest(string subject, long length)
    {
        (string Subject, long Time, long Amount, bool IsCommitted)[] committed = [.. _events.Where(item => item.Subject == subject && item.IsCommitted)];
        return committed.Length == 0
            ? 0
            : committed.Max(first => committed.Where(item => item.Time >= first.Time && item.Time - first.Time <= length).Sum(item => item.Amount));
    }

    public sealed record Held(long Deadline, List<(string Subject, long Amount)> Charges);
}
