namespace Submission.Policy.Counters;

/// <summary>
/// What a reservation token stands for. It is used again and again: a token of the past has another version. All but <see cref="Version"/> and
/// <see cref="Stripes"/> is guarded by the locks of all <see cref="Stripes"/>.
/// </summary>
internal sealed class Hold(InMemoryCounterStore owner, int home)
{
    // Where the same counter is looked for, to add to it: enough for every counter of a transaction, and no search among hundreds of members.
    private const int Searched = 16;
    private const int KeptCapacity = 64;

    private HeldCharge[] _charges = new HeldCharge[4];
    private long _version = 1;

    /// <summary>The store that made it.</summary>
    public InMemoryCounterStore Owner { get; } = owner;

    /// <summary>The stripe that it always returns to.</summary>
    public int Home { get; } = home;

    /// <summary>Which of its uses is the present one.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>The stripes that its charges are in, its home among them. Whoever has not locked its home may see some of one use and some of another.</summary>
    public StripeSet Stripes { get; set; }

    /// <summary>The moment at which it expires.</summary>
    public long Deadline { get; set; }

    /// <summary>Its place among those of its home that are in use; negative while it is in none.</summary>
    public int Position { get; set; } = -1;

    /// <summary>The next one that waits to be used again.</summary>
    public Hold? NextFree { get; set; }

    /// <summary>How many charges it holds.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a charge; <see cref="Merge"/> or <see cref="GiveBack"/> follows.</summary>
    public void Add(in HeldCharge charge)
    {
        if (Count == _charges.Length) Array.Resize(ref _charges, Count * 2);
        _charges[Count++] = charge;
    }

    /// <summary>Joins the charges from an index on with earlier ones on the same counter.</summary>
    public void Merge(int from)
    {
        int kept = from;
        for (int i = from; i < Count; i++)
        {
            HeldCharge charge = _charges[i];
            int same = charge.Member is null ? IndexOf(charge.Counter, Math.Min(kept, Searched)) : -1;
            if (same >= 0) _charges[same] = charge with { Amount = charge.Amount + _charges[same].Amount };
            else _charges[kept++] = charge;
        }

        Truncate(kept);
    }

    /// <summary>Gives the charges from an index on back.</summary>
    public void GiveBack(int from, long now)
    {
        for (int i = from; i < Count; i++) _charges[i].Counter.GiveBack(_charges[i], now);
        Truncate(from);
    }

    /// <summary>Turns all charges into events.</summary>
    public void Commit(CounterStripes stripes, long now)
    {
        for (int i = 0; i < Count; i++)
        {
            ref readonly HeldCharge charge = ref _charges[i];
            CounterStripe stripe = stripes.Of(charge.Hash);
            stripe.Counters.BeforeChange(charge.Counter, charge.Hash);
            charge.Counter.Commit(charge, now);
            stripe.Journal?.Note(charge.Counter.Key, charge.Limit, charge.Amount, charge.Member?.Name, at: null, now);
        }

        Truncate(0);
    }

    /// <summary>Makes every token of the present use one of the past.</summary>
    public void EndUse()
    {
        Volatile.Write(ref _version, _version + 1);
        Stripes = default;
        if (_charges.Length > KeptCapacity) _charges = new HeldCharge[4];
    }

    private int IndexOf(Counter counter, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (ReferenceEquals(_charges[i].Counter, counter)) return i;
        }

        return -1;
    }

    private void Truncate(int count)
    {
        Array.Clear(_charges, count, Count - count);
        Count = count;
    }
}
