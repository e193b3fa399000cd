using System.Collections.Immutable;
using Submission.Policy.Counters;
using Submission.Policy.Lookups;

namespace Submission.Tests.Counters;

/// <summary>Counters in memory that charge and give back when and as the test says.</summary>
internal sealed class ScriptedCounters(TimeProvider time) : ICounterStore
{
    private readonly InMemoryCounterStore _store = new(time);

    /// <summary>What happens before something is given back.</summary>
    public Func<ValueTask> Releasing { get; set; } = static () => default;

    /// <summary>Whether what is to be charged is charged.</summary>
    public Func<bool> Committing { get; set; } = static () => true;

    public async ValueTask ReleaseAsync(CounterReservation reservation, CancellationToken cancellationToken)
    {
        await Releasing();
        await _store.ReleaseAsync(reservation, cancellationToken);
    }

    public ValueTask<ReservationResult> ReserveAsync(
        CounterReservation reservation, ReadOnlyMemory<CounterCharge> charges, TimeSpan lifetime, CancellationToken cancellationToken) =>
        _store.ReserveAsync(reservation, charges, lifetime, cancellationToken);

    public ValueTask<bool> CommitAsync(CounterReservation reservation, CancellationToken cancellationToken) =>
        Committing() ? _store.CommitAsync(reservation, cancellationToken) : CannotCommitAsync(reservation);

    public ValueTask<CounterReading> RecordAsync(CounterCharge charge, CancellationToken cancellationToken) =>
        Committing() ? _store.RecordAsync(charge, cancellationToken) : new(new CounterReading(LookupState.Unavailable, default, 0, default));

    public ValueTask<CounterReading> ReadAsync(CounterKey key, CounterLimit limit, CancellationToken cancellationToken) => _store.ReadAsync(key, limit, cancellationToken);

    public ValueTask WithdrawAsync(CounterKey key, string member, CancellationToken cancellationToken) => _store.WithdrawAsync(key, member, cancellationToken);

    public ValueTask<bool> ResetAsync(CounterKey key, CancellationToken cancellationToken) => _store.ResetAsync(key, cancellationToken);

    public ValueTask<bool> BlockAsync(CounterBlock block, CancellationToken cancellationToken) => _store.BlockAsync(block, cancellationToken);

    public ValueTask<LookupResult<CounterBlock>> FindBlockAsync(CounterKey key, CancellationToken cancellationToken) => _store.FindBlockAsync(key, cancellationToken);

    public ValueTask<LookupResult<ImmutableArray<CounterBlock>>> ListBlocksAsync(CancellationToken cancellationToken) => _store.ListBlocksAsync(cancellationToken);

    public ValueTask<bool> LiftBlockAsync(CounterKey key, CancellationToken cancellationToken) => _store.LiftBlockAsync(key, cancellationToken);

    private async ValueTask<bool> CannotCommitAsync(CounterReservation reservation)
    {
        await _store.ReleaseAsync(reservation, CancellationToken.None);
        return false;
    }
}
