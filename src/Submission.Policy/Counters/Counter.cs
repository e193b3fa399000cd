using Submission.Policy.Counters.Journal;

namespace Submission.Policy.Counters;

/// <summary>
/// What is committed and what is pending under one key. Times are moments of the store and never go back. Guarded by the lock of its stripe.
/// </summary>
internal abstract class Counter(CounterKey key)
{
    /// <summary>How many lengths a counter follows at most, so that a limit can change while sessions still use the old one.</summary>
    protected const int MaximumLengths = 2 * CounterLimit.MaximumWindows;

    /// <summary>The next counter in the same slot of the table.</summary>
    public Counter? Next;

    /// <summary>The name of the counter.</summary>
    public CounterKey Key { get; } = key;

    /// <summary>Whether different members are counted.</summary>
    public abstract bool IsDistinct { get; }

    /// <summary>What is reserved and not yet ended.</summary>
    public abstract long Pending { get; }

    /// <summary>Reserves a charge where there is room for it.</summary>
    public abstract bool TryHold(in CounterCharge charge, long now, out HeldCharge held);

    /// <summary>Turns what is reserved into an event.</summary>
    public abstract void Commit(in HeldCharge held, long now);

    /// <summary>Gives back what is reserved.</summary>
    public abstract void GiveBack(in HeldCharge held, long now);

    /// <summary>Adds an event whatever the limit.</summary>
    /// <param name="charge">The event.</param>
    /// <param name="at">When it happened, where that is not now; only where members are counted.</param>
    /// <param name="now">The present moment.</param>
    public abstract void Record(in CounterCharge charge, long? at, long now);

    /// <summary>Forgets everything but what is pending.</summary>
    /// <returns>Whether there was anything.</returns>
    public abstract bool Reset(long now);

    /// <summary>Forgets what has left all windows.</summary>
    /// <returns>Whether nothing is left, neither committed nor pending.</returns>
    public abstract bool Tidy(long now);

    /// <summary>Brings what <see cref="Save"/> will read into the processor's cache. May be called without the lock: what it returns means nothing.</summary>
    public virtual long Warm() => Key.Subject.Length > 0 ? Key.Subject[^1] : 0;

    /// <summary>Writes down what is committed; what is pending ends with the process.</summary>
    public abstract void Save(RecordBuffer buffer);

    /// <summary>Tells why a charge that <see cref="TryHold"/> has just refused does not fit: the window that opens last.</summary>
    public CounterUse Explain(in CounterCharge charge, long now)
    {
        CounterUse use = new(default, Pending, now);
        CounterLimit limit = charge.Limit;
        for (int i = 0; i < limit.Windows.Length; i++)
        {
            CounterWindow window = limit.Windows[i];
            long committed = Committed(limit, i, now, out long pending);
            long cost = CostOf(charge, i, now);
            if (cost <= window.AtMost - committed - pending) continue;
            long opensAt = cost > window.AtMost ? long.MaxValue : WhenLeft(limit, i, committed + cost - window.AtMost, now);
            if (use.Window == default || opensAt > use.OpensAt) use = new CounterUse(window, committed + pending, opensAt);
        }

        return use;
    }

    /// <summary>The window with the least left, and when no window will hold more than the limit.</summary>
    public CounterUse Read(CounterLimit limit, long now)
    {
        if (limit.Windows.IsEmpty) return new CounterUse(new CounterWindow(TimeSpan.Zero, limit.AtOnce ?? 0), Pending, now);
        CounterUse fullest = default;
        long opensAt = now;
        for (int i = 0; i < limit.Windows.Length; i++)
        {
            CounterWindow window = limit.Windows[i];
            long committed = Committed(limit, i, now, out long pending);
            if (committed > window.AtMost) opensAt = Math.Max(opensAt, WhenLeft(limit, i, committed - window.AtMost, now));
            long left = window.AtMost - committed - pending;
            if (i == 0 || left < fullest.Window.AtMost - fullest.Used) fullest = new CounterUse(window, committed + pending, 0);
        }

        return fullest with { OpensAt = opensAt };
    }

    /// <summary>What a window of a limit holds, and what is pending besides.</summary>
    protected abstract long Committed(CounterLimit limit, int window, long now, out long pending);

    /// <summary>What a charge would add to a window.</summary>
    protected abstract long CostOf(in CounterCharge charge, int window, long now);

    /// <summary>When this much of what a window holds will have left it; now, where that is nothing.</summary>
    protected abstract long WhenLeft(CounterLimit limit, int window, long amount, long now);
}
