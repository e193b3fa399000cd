using System.Collections.Immutable;
using Submission.Policy.Counters;
using Submission.Policy.Lookups;

namespace Submission.Policy.Testing;

/// <summary>A store of counters that does not answer. Thread-safe.</summary>
internal sealed class SilentCounters : ICounterStore
{
    private const string Reason = "the counters are unavailable";

    public ValueTask<ReservationResult> ReserveAsync(
        CounterReservation reservation, ReadOnlyMemory<CounterCharge> charges, TimeSpan lifetime, CancellationToken cancellationToken) =>
        new(new ReservationResult { State = ReservationState.Unavailable, Reservation = reservation, Reason = Reason });

    public ValueTask<bool> CommitAsync(CounterReservation reservation, CancellationToken cancellationToken) => new(reservation.IsNone);

    public ValueTask ReleaseAsync(CounterReservation reservation, CancellationToken cancellationToken) => default;

    public ValueTask<CounterReading> RecordAsync(CounterCharge charge, CancellationToken cancellationToken) => new(default(CounterReading));

    public ValueTask<CounterReading> ReadAsync(CounterKey key, CounterLimit limit, CancellationToken cancellationToken) => new(default(CounterReading));

    public ValueTask WithdrawAsync(CounterKey key, string member, CancellationToken cancellationToken) => default;

    public ValueTask<bool> ResetAsync(CounterKey key, CancellationToken cancellationToken) => new(false);

    public ValueTask<bool> BlockAsync(CounterBlock block, CancellationToken cancellationToken) => new(false);

    public ValueTask<LookupResult<CounterBlock>> FindBlockAsync(CounterKey key, CancellationToken cancellationToken) => new(LookupResult<CounterBlock>.Unavailable(Reason));

    public ValueTask<LookupResult<ImmutableArray<CounterBlock>>> ListBlocksAsync(CancellationToken cancellationToken) =>
        new(LookupResult<ImmutableArray<CounterBlock>>.Unavailable(Reason));

    public ValueTask<bool> LiftBlockAsync(CounterKey key, CancellationToken cancellationToken) => new(false);
}
