using Submission.Policy.Counters.Journal;

namespace Submission.Policy.Counters;

/// <summary>
/// The counters of a stripe by key. Whoever writes also looks at a slot or two of it and frees the counters there that hold nothing any more, so that memory
/// follows use without a pause for cleaning. Guarded by the lock of its stripe.
/// </summary>
internal sealed class CounterTable
{
    private const int MinimumSlots = 16;

    private Counter?[] _slots = new Counter?[MinimumSlots];
    private int _swept;
    private TableSnapshot? _snapshot;

    /// <summary>How many counters there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether there is certainly no counter with such a key at this moment. The only question that may be asked without the lock.</summary>
    public bool IsVacant(int hash)
    {
        Counter?[] slots = Volatile.Read(ref _slots);
        return Volatile.Read(ref slots[hash & (slots.Length - 1)]) is null;
    }

    /// <summary>Finds a counter.</summary>
    public Counter? Find(in CounterKey key, bool isDistinct, int hash)
    {
        for (Counter? counter = _slots[hash & (_slots.Length - 1)]; counter is not null; counter = counter.Next)
        {
            if (counter.Key.Equals(key) && counter.IsDistinct == isDistinct) return counter;
        }

        return null;
    }

    /// <summary>Finds a counter or makes an empty one.</summary>
    public Counter FindOrAdd(in CounterKey key, bool isDistinct, int hash, long now) => Find(key, isDistinct, hash) ?? Add(key, isDistinct, hash, now);

    /// <summary>Frees the counters of the next slot that hold nothing any more.</summary>
    public void Sweep(long now)
    {
        _swept = (_swept + 1) & (_slots.Length - 1);
        ref Counter? link = ref _slots[_swept];
        if (link is null) return;
        while (link is { } counter)
        {
            if (counter.Tidy(now))
            {
                link = counter.Next;
                Count--;
            }
            else
            {
                link = ref counter.Next;
            }
        }

        if (Count < _slots.Length / 8 && _slots.Length > MinimumSlots) Resize(_slots.Length / 2);
    }

    /// <summary>Frees all counters that hold nothing any more.</summary>
    public void SweepAll(long now)
    {
        // A table that becomes smaller meanwhile is gone through more than once.
        for (int left = _slots.Length; left > 0; left--) Sweep(now);
    }

    /// <summary>Adds a counter that a journal tells, of which there is none yet.</summary>
    public void Restore(Counter counter, int hash)
    {
        if (Count >= _slots.Length) Resize(_slots.Length * 2);
        Link(counter, hash);
    }

    /// <summary>Begins to write down every counter that holds anything, as it is now; <see cref="WriteNext"/> does it.</summary>
    public void BeginSnapshot(RecordBuffer buffer, long now) => _snapshot = new TableSnapshot(buffer, now);

    /// <summary>Goes on with the snapshot.</summary>
    /// <param name="slots">Of how many slots the counters are written down.</param>
    /// <returns>Whether it is whole.</returns>
    public bool WriteNext(int slots)
    {
        if (_snapshot?.WriteNext(_slots, slots) == true) _snapshot = null;
        return _snapshot is null;
    }

    /// <summary>Gives the snapshot up.</summary>
    public void EndSnapshot() => _snapshot = null;

    /// <summary>To be called before anything is committed to a counter or taken from it: a snapshot may still need it as it is.</summary>
    public void BeforeChange(Counter counter, int hash) => _snapshot?.BeforeChange(counter, hash & (_slots.Length - 1));

    /// <summary>
    /// Brings the counters of some slots into the processor's cache, so that the lock is held for a fraction of the time while they are written down: most of it
    /// would go into waiting for memory. Without the lock: what it meets may be of different moments, and it only looks.
    /// </summary>
    public long Warm(int from, int slots)
    {
        const int LongestChain = 16;
        long touched = 0;
        Counter?[] table = Volatile.Read(ref _slots);
        for (int i = from; i < Math.Min(table.Length, (long)from + slots); i++)
        {
            int left = LongestChain;
            for (Counter? counter = table[i]; counter is not null && left > 0; counter = counter.Next, left--) touched += counter.Warm();
        }

        return touched;
    }

    private Counter Add(in CounterKey key, bool isDistinct, int hash, long now)
    {
        // Two slots for each new counter: the table is gone through before it can double.
        Sweep(now);
        Sweep(now);
        if (Count >= _slots.Length) Resize(_slots.Length * 2);
        Counter counter = isDistinct ? new DistinctCounter(key) : new AmountCounter(key);
        Link(counter, hash);
        return counter;
    }

    private void Link(Counter counter, int hash)
    {
        ref Counter? slot = ref _slots[hash & (_slots.Length - 1)];
        counter.Next = slot;
        slot = counter;
        Count++;
    }

    private void Resize(int size)
    {
        // What is still to come would be in other slots.
        WriteNext(int.MaxValue);
        Counter?[] slots = new Counter?[size];
        foreach (Counter? first in _slots)
        {
            for (Counter? counter = first; counter is not null;)
            {
                Counter? next = counter.Next;
                ref Counter? slot = ref slots[counter.Key.GetHashCode() & (size - 1)];
                counter.Next = slot;
                slot = counter;
                counter = next;
            }
        }

        Volatile.Write(ref _slots, slots);
    }
}
