using System.Collections.Immutable;
using Submission.Policy.Lookups;

namespace Submission.Policy.Counters;

// What takes back, and what blocks.
public sealed partial class InMemoryCounterStore
{
    /// <inheritdoc/>
    public ValueTask WithdrawAsync(CounterKey key, string member, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(member);
        int hash = key.GetHashCode();
        CounterStripe stripe = _stripes.Of(hash);
        lock (stripe.Lock)
        {
            long now = _stripes.Now(stripe);
            if (stripe.Counters.Find(key, isDistinct: true, hash) is DistinctCounter counter)
            {
                stripe.Counters.BeforeChange(counter, hash);
                counter.Withdraw(member, now);
                stripe.Journal?.NoteWithdrawal(key, member, now);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<bool> ResetAsync(CounterKey key, CancellationToken cancellationToken)
    {
        int hash = key.GetHashCode();
        CounterStripe stripe = _stripes.Of(hash);
        bool held = false;
        lock (stripe.Lock)
        {
            long now = _stripes.Now(stripe);
            held = Reset(stripe.Counters, stripe.Counters.Find(key, isDistinct: false, hash), hash, now)
                | Reset(stripe.Counters, stripe.Counters.Find(key, isDistinct: true, hash), hash, now);
            if (held) stripe.Journal?.NoteReset(key, now);
        }

        return new(held);
    }

    /// <inheritdoc/>
    public ValueTask<bool> BlockAsync(CounterBlock block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        _blocks.Add(block);
        return new(true);
    }

    /// <inheritdoc/>
    public ValueTask<LookupResult<CounterBlock>> FindBlockAsync(CounterKey key, CancellationToken cancellationToken) =>
        new(_blocks.Find(key) is { } block ? LookupResult<CounterBlock>.Found(block) : LookupResult<CounterBlock>.Absent("not blocked"));

    /// <inheritdoc/>
    public ValueTask<LookupResult<ImmutableArray<CounterBlock>>> ListBlocksAsync(CancellationToken cancellationToken) =>
        new(LookupResult<ImmutableArray<CounterBlock>>.Found(_blocks.All()));

    /// <inheritdoc/>
    public ValueTask<bool> LiftBlockAsync(CounterKey key, CancellationToken cancellationToken) => new(_blocks.Remove(key));

    private static bool Reset(CounterTable counters, Counter? counter, int hash, long now)
    {
        if (counter is null) return false;
        counters.BeforeChange(counter, hash);
        return counter.Reset(now);
    }
}
