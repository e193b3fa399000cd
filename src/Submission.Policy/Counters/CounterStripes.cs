using System.Numerics;

namespace Submission.Policy.Counters;

/// <summary>
/// All stripes of a store. A set of them is a mask with a bit for each; their locks are always taken in the order of the bits, so that nobody waits in a circle.
/// </summary>
internal sealed class CounterStripes
{
    /// <summary>How many there are.</summary>
    public const int Count = 64;

    /// <summary>All of them as a set.</summary>
    public const ulong Every = ulong.MaxValue;

    private const int HashShift = 32 - 6;

    private readonly CounterStripe[] _stripes = new CounterStripe[Count];
    private readonly StoreClock _clock;

    public CounterStripes(InMemoryCounterStore owner, StoreClock clock, bool isJournaled)
    {
        _clock = clock;
        for (int i = 0; i < Count; i++) _stripes[i] = new CounterStripe(owner, i, isJournaled);
    }

    /// <summary>The stripes in order.</summary>
    public ReadOnlySpan<CounterStripe> All => _stripes;

    /// <summary>The stripe of a key.</summary>
    public CounterStripe Of(int hash) => _stripes[(uint)hash >> HashShift];

    /// <summary>The stripe to which a reservation belongs.</summary>
    public CounterStripe HomeOf(Hold hold) => _stripes[hold.Home];

    /// <summary>The stripe of a key as a set.</summary>
    public static ulong SetOf(int hash) => 1UL << (int)((uint)hash >> HashShift);

    /// <summary>Takes the locks of these stripes and of those of a reservation.</summary>
    /// <returns>What is locked, for <see cref="Exit"/>.</returns>
    public ulong Enter(ulong stripes, Hold? hold)
    {
        while (true)
        {
            if (hold is not null) stripes |= hold.Stripes;
            for (ulong rest = stripes; rest != 0; rest &= rest - 1) First(rest).Lock.Enter();

            // Its stripes can have changed before its home was locked.
            if (hold is null || (hold.Stripes & ~stripes) == 0) return stripes;
            Exit(stripes);
        }
    }

    /// <summary>Gives the locks back.</summary>
    public void Exit(ulong stripes)
    {
        for (ulong rest = stripes; rest != 0; rest &= rest - 1) First(rest).Lock.Exit();
    }

    /// <summary>The present moment, which is before none that any of these locked stripes has seen.</summary>
    public long Now(ulong stripes)
    {
        long now = _clock.Now;
        for (ulong rest = stripes; rest != 0; rest &= rest - 1) now = Math.Max(now, First(rest).LastTime);
        for (ulong rest = stripes; rest != 0; rest &= rest - 1) First(rest).LastTime = now;
        return now;
    }

    private CounterStripe First(ulong stripes) => _stripes[BitOperations.TrailingZeroCount(stripes)];
}
