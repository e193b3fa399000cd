using Submission.Policy.Counters.Journal;

namespace Submission.Policy.Counters;

/// <summary>
/// The counters of a table as of one moment, written down a few at a time so that nobody waits long for the lock. Whoever changes a counter that is still to come
/// writes it down first, as it was. Guarded by the lock of the stripe.
/// </summary>
/// <param name="buffer">Where they are written.</param>
/// <param name="moment">The moment.</param>
internal sealed class TableSnapshot(RecordBuffer buffer, long moment)
{
    // Those that came before their turn. A new one comes while it is empty, and is not written.
    private readonly HashSet<Counter> _done = new(ReferenceEqualityComparer.Instance);
    private int _next;

    /// <summary>Writes down the counters of the next slots.</summary>
    /// <returns>Whether these were the last.</returns>
    public bool WriteNext(Counter?[] slots, int count)
    {
        int end = (int)Math.Min(slots.Length, (long)_next + count);
        for (; _next < end; _next++)
        {
            for (Counter? counter = slots[_next]; counter is not null; counter = counter.Next)
            {
                if (!_done.Contains(counter)) Write(counter);
            }
        }

        return _next == slots.Length;
    }

    /// <summary>Writes a counter down that is about to change, where it is still to come.</summary>
    public void BeforeChange(Counter counter, int slot)
    {
        if (slot >= _next && _done.Add(counter)) Write(counter);
    }

    private void Write(Counter counter)
    {
        if (!counter.Tidy(moment)) counter.Save(buffer);
    }
}
