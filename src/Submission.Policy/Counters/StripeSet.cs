using System.Numerics;
using System.Runtime.CompilerServices;

namespace Submission.Policy.Counters;

/// <summary>Some of the stripes of a store, a bit each.</summary>
[InlineArray(Words)]
internal struct StripeSet
{
    /// <summary>How many stripes a store has: so many that sessions on different keys seldom meet in one.</summary>
    public const int Count = 256;

    /// <summary>How many words of 64 bits there are.</summary>
    public const int Words = Count / 64;

    private const int HashShift = 32 - 8;

    private ulong _word;

    /// <summary>All stripes.</summary>
    public static StripeSet Every
    {
        get
        {
            StripeSet every = default;
            ((Span<ulong>)every).Fill(ulong.MaxValue);
            return every;
        }
    }

    /// <summary>The stripe of a key.</summary>
    public static int IndexOf(int hash) => (int)((uint)hash >> HashShift);

    /// <summary>Takes the lowest stripe out of a word of the set.</summary>
    public static int TakeFirst(ref ulong rest, int word)
    {
        int index = (word * 64) + BitOperations.TrailingZeroCount(rest);
        rest &= rest - 1;
        return index;
    }

    public void Add(int stripe) => this[stripe >> 6] |= 1UL << stripe;

    public void Remove(int stripe) => this[stripe >> 6] &= ~(1UL << stripe);

    public void Add(in StripeSet other)
    {
        for (int i = 0; i < Words; i++) this[i] |= other[i];
    }

    public readonly bool Covers(in StripeSet other)
    {
        for (int i = 0; i < Words; i++)
        {
            if ((other[i] & ~this[i]) != 0) return false;
        }

        return true;
    }
}
