using System.Collections.Concurrent;
using System.Collections.Immutable;
using Submission.Policy.Counters;
using Submission.Policy.Lookups;

namespace Submission.Tests.Counters;

/// <summary>A node's way to a store that others use too: it can be cut, and then the store does not answer.</summary>
public sealed class CuttableStore(ICounterStore store) : ICounterStore
{
    private readonly ConcurrentDictionary<(CounterKey Key, string Teller, long Number), long> _told = [];
    private readonly ConcurrentDictionary<(CounterKey Key, string Teller), long> _last = [];
    private volatile string? _deafTo;
    private volatile bool _isCut;
    private volatile bool _losesAnswers;
    private int _notTold;

    /// <summary>Whether the store does what is told it once, and no answer comes back.</summary>
    public bool LosesAnswers
    {
        get => _losesAnswers;
        set => _losesAnswers = value;
    }

    /// <summary>The member of which the store takes no charge; <see langword="null"/> for none.</summary>
    public string? DeafTo
    {
        get => _deafTo;
        set => _deafTo = value;
    }

    /// <summary>How much was told once, by the number it was told under.</summary>
    public IReadOnlyCollection<long> Told => [.. _told.OrderBy(static one => one.Key.Number).Select(static one => one.Value)];

    /// <summary>How often it could not be told.</summary>
    public int NotTold => Volatile.Read(ref _notTold);

    public bool IsCut
    {
        get => _isCut;
        set => _isCut = value;
    }

    public ValueTask<ReservationResult> ReserveAsync(
        CounterReservation reservation, ReadOnlyMemory<CounterCharge> charges, TimeSpan lifetime, CancellationToken cancellationToken) =>
        _isCut ? new(new ReservationResult { State = ReservationState.Unavailable, Reservation = reservation, Reason = "cut" }) : store.ReserveAsync(reservation, charges, lifetime, cancellationToken);

    public ValueTask<bool> CommitAsync(CounterReservation reservation, CancellationToken cancellationToken) => _isCut ? new(false) : store.CommitAsync(reservation, cancellationToken);

    public ValueTask ReleaseAsync(CounterReservation reservation, CancellationToken cancellationToken) => _isCut ? default : store.ReleaseAsync(reservation, cancellationToken);

    public ValueTask<CounterReading> RecordAsync(CounterCharge charge, CancellationToken cancellationToken) => Hears(charge) ? store.RecordAsync(charge, cancellationToken) : default;

    public async ValueTask<CounterReading> RecordOnceAsync(CounterCharge charge, string teller, long number, CancellationToken cancellationToken)
    {
        if (!Hears(charge)) return default;

        // What comes under a number that is not above the last one has been told.
        long last = _last.GetValueOrDefault((charge.Key, teller));
        _last[(charge.Key, teller)] = Math.Max(last, number);
        CounterReading reading = number > last && _told.TryAdd((charge.Key, teller, number), charge.Amount)
            ? await store.RecordAsync(charge, cancellationToken)
            : await store.ReadAsync(charge.Key, charge.Limit, cancellationToken);
        return LosesAnswers ? default : reading;
    }

    public ValueTask<CounterReading> ReadAsync(CounterKey key, CounterLimit limit, CancellationToken cancellationToken) => _isCut ? default : store.ReadAsync(key, limit, cancellationToken);

    public ValueTask WithdrawAsync(CounterKey key, string member, CancellationToken cancellationToken) => _isCut ? default : store.WithdrawAsync(key, member, cancellationToken);

    public ValueTask<bool> ResetAsync(CounterKey key, CancellationToken cancellationToken) => _isCut ? default : store.ResetAsync(key, cancellationToken);

    public ValueTask<bool> BlockAsync(CounterBlock block, CancellationToken cancellationToken) => _isCut ? default : store.BlockAsync(block, cancellationToken);

    public ValueTask<LookupResult<CounterBlock>> FindBlockAsync(CounterKey key, CancellationToken cancellationToken) => _isCut ? default : store.FindBlockAsync(key, cancellationToken);

    public ValueTask<LookupResult<ImmutableArray<CounterBlock>>> ListBlocksAsync(CancellationToken cancellationToken) => _isCut ? default : store.ListBlocksAsync(cancellationToken);

    public ValueTask<bool> LiftBlockAsync(CounterKey key, CancellationToken cancellationToken) => _isCut ? default : store.LiftBlockAsync(key, cancellationToken);

    private bool Hears(in CounterCharge charge)
    {
        if (!_isCut && (charge.Member is null || !string.Equals(charge.Member, _deafTo, StringComparison.Ordinal))) return true;
        Interlocked.Increment(ref _notTold);
        return false;
    }
}
