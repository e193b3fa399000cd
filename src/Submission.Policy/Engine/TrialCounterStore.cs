using System.Collections.Immutable;
using Submission.Policy.Counters;
using Submission.Policy.Lookups;

namespace Submission.Policy.Engine;

/// <summary>
/// The counters as a session sees them that is to leave no trace: it reserves in the real store, so that its verdicts are true whatever runs in parallel, and gives everything back at its
/// end. It blocks nobody. Used by one session; not thread-safe.
/// </summary>
internal sealed class TrialCounterStore(ICounterStore store) : ICounterStore
{
    // What was to be recorded whatever the limit, and did not fit.
    private readonly Dictionary<CounterKey, CounterReading> _exceeded = [];
    private readonly List<CounterReservation> _held = [];

    public ValueTask<ReservationResult> ReserveAsync(
        CounterReservation reservation, ReadOnlyMemory<CounterCharge> charges, TimeSpan lifetime, CancellationToken cancellationToken) =>
        store.ReserveAsync(reservation, charges, lifetime, cancellationToken);

    public ValueTask<bool> CommitAsync(CounterReservation reservation, CancellationToken cancellationToken)
    {
        // It must count for the rules to come, and not for anybody afterwards.
        _held.Add(reservation);
        return new(true);
    }

    public ValueTask ReleaseAsync(CounterReservation reservation, CancellationToken cancellationToken) => store.ReleaseAsync(reservation, cancellationToken);

    public async ValueTask<CounterReading> RecordAsync(CounterCharge charge, CancellationToken cancellationToken)
    {
        ReservationResult result = await store.ReserveAsync(
            default, new[] { charge }, PolicyEngineDefaults.ReservationLifetime, cancellationToken).ConfigureAwait(false);
        if (result.State == ReservationState.Reserved) _held.Add(result.Reservation);
        else if (result.State == ReservationState.Refused)
            _exceeded[charge.Key] = new CounterReading(LookupState.Found, result.Window, result.Used + charge.Amount, result.OpensAt);
        else return new CounterReading(LookupState.Unavailable, default, 0, default);
        return await ReadAsync(charge.Key, charge.Limit, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<CounterReading> ReadAsync(CounterKey key, CounterLimit limit, CancellationToken cancellationToken) =>
        _exceeded.TryGetValue(key, out CounterReading exceeded) ? new(exceeded) : store.ReadAsync(key, limit, cancellationToken);

    public ValueTask WithdrawAsync(CounterKey key, string member, CancellationToken cancellationToken) => default;

    public ValueTask<bool> ResetAsync(CounterKey key, CancellationToken cancellationToken) => new(false);

    public ValueTask<bool> BlockAsync(CounterBlock block, CancellationToken cancellationToken) => new(true);

    public ValueTask<LookupResult<CounterBlock>> FindBlockAsync(CounterKey key, CancellationToken cancellationToken) => store.FindBlockAsync(key, cancellationToken);

    public ValueTask<LookupResult<ImmutableArray<CounterBlock>>> ListBlocksAsync(CancellationToken cancellationToken) => store.ListBlocksAsync(cancellationToken);

    public ValueTask<bool> LiftBlockAsync(CounterKey key, CancellationToken cancellationToken) => new(false);

    /// <summary>Gives back what counts for the session only.</summary>
    public async ValueTask EndAsync()
    {
        foreach (CounterReservation reservation in _held) await store.ReleaseAsync(reservation, CancellationToken.None).ConfigureAwait(false);
        _held.Clear();
    }
}
