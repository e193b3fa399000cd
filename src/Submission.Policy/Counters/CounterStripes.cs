namespace Submission.Policy.Counters;

/// <summary>
/// All stripes of a store. The locks of several are always taken in the order of their indexes, so that nobody waits in a circle.
/// </summary>
internal sealed class CounterStripes
{
    private readonly CounterStripe[] _stripes = new CounterStripe[StripeSet.Count];
    private readonly StoreClock _clock;

    public CounterStripes(InMemoryCounterStore owner, StoreClock clock, bool isJournaled)
    {
        _clock = clock;
        for (int i = 0; i < _stripes.Length; i++) _stripes[i] = new CounterStripe(owner, i, isJournaled);
    }

    /// <summary>The stripes in order.</summary>
    public ReadOnlySpan<CounterStripe> All => _stripes;

    /// <summary>The stripe of a key.</summary>
    public CounterStripe Of(int hash) => _stripes[StripeSet.IndexOf(hash)];

    /// <summary>The stripe to which a reservation belongs.</summary>
    public CounterStripe HomeOf(Hold hold) => _stripes[hold.Home];

    /// <summary>Takes the locks of these stripes.</summary>
    public void Enter(in StripeSet stripes)
    {
        for (int word = 0; word < StripeSet.Words; word++)
        {
            for (ulong rest = stripes[word]; rest != 0;) _stripes[StripeSet.TakeFirst(ref rest, word)].Lock.Enter();
        }
    }

    /// <summary>Takes the locks of these stripes and of those of a reservation.</summary>
    /// <param name="stripes">The stripes; on return all that are locked, for <see cref="Exit"/>.</param>
    /// <param name="hold">The reservation.</param>
    public void Enter(ref StripeSet stripes, Hold hold)
    {
        stripes.Add(hold.Home);
        while (true)
        {
            stripes.Add(hold.Stripes);
            Enter(stripes);

            // They can have changed before its home was locked, also while they were read.
            if (stripes.Covers(hold.Stripes)) return;
            Exit(stripes);
        }
    }

    /// <summary>Gives the locks back.</summary>
    public void Exit(in StripeSet stripes)
    {
        for (int word = 0; word < StripeSet.Words; word++)
        {
            for (ulong rest = stripes[word]; rest != 0;) _stripes[StripeSet.TakeFirst(ref rest, word)].Lock.Exit();
        }
    }

    /// <summary>The present moment, which is before none that any of these locked stripes has seen.</summary>
    public long Now(in StripeSet stripes)
    {
        long now = _clock.Now;
        for (int word = 0; word < StripeSet.Words; word++)
        {
            for (ulong rest = stripes[word]; rest != 0;) now = Math.Max(now, _stripes[StripeSet.TakeFirst(ref rest, word)].LastTime);
        }

        for (int word = 0; word < StripeSet.Words; word++)
        {
            for (ulong rest = stripes[word]; rest != 0;) _stripes[StripeSet.TakeFirst(ref rest, word)].LastTime = now;
        }

        return now;
    }

    /// <summary>The present moment, which is before none that a locked stripe has seen.</summary>
    public long Now(CounterStripe stripe) => stripe.LastTime = Math.Max(_clock.Now, stripe.LastTime);
}
