using Submission.Policy.Lookups;

namespace Submission.Policy.Counters;

// What tells what is counted.
public sealed partial class InMemoryCounterStore
{
    /// <inheritdoc/>
    /// <remarks>Of a limit that has no window the reading tells what is reserved, as a window of length zero whose limit is the limit at once.</remarks>
    public ValueTask<CounterReading> ReadAsync(CounterKey key, CounterLimit limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limit);
        CounterReading reading = Read(key, limit, out bool isPending);
        return new(isPending && EndOverdue() ? Read(key, limit, out _) : reading);
    }

    private CounterReading Read(CounterKey key, CounterLimit limit, out bool isPending)
    {
        int hash = key.GetHashCode();
        CounterStripe stripe = _stripes.Of(hash);
        CounterUse use;
        long now;
        isPending = false;
        // Most readings are of nothing: those need no lock, and the time does not matter.
        if (stripe.Counters.IsVacant(hash)) return ReadingOfNothing(limit);
        lock (stripe.Lock)
        {
            if (stripe.Counters.Find(key, limit.IsDistinct, hash) is not { } counter) return ReadingOfNothing(limit);
            isPending = counter.Pending > 0;
            now = _stripes.Now(stripe);
            use = counter.Read(limit, now);
        }

        return ReadingOf(use, now);
    }

    private static CounterReading ReadingOfNothing(CounterLimit limit)
    {
        if (limit.Windows.IsEmpty) return new CounterReading(LookupState.Found, new CounterWindow(TimeSpan.Zero, limit.AtOnce ?? 0), 0, default);
        CounterWindow fullest = limit.Windows[0];
        foreach (CounterWindow window in limit.Windows.AsSpan())
        {
            if (window.AtMost < fullest.AtMost) fullest = window;
        }

        return new CounterReading(LookupState.Found, fullest, 0, default);
    }

    private CounterReading ReadingOf(CounterUse use, long now) =>
        new(LookupState.Found, use.Window, use.Used, use.Used > use.Window.AtMost ? _clock.ToUtc(use.OpensAt, now) : default);
}
