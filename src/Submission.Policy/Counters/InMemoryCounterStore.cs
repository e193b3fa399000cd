using Submission.Policy.Counters.Journal;
using Submission.Policy.Lookups;

namespace Submission.Policy.Counters;

/// <summary>
/// Counters in the memory of this process: exact sliding windows, nothing to set up, nothing kept over a restart. Thread-safe: callers on different keys do not
/// wait for each other. No call waits, so every task is complete when it is returned and the cancellation tokens are not looked at.
/// </summary>
/// <remarks>
/// <para>
/// Time is the time elapsed by <see cref="TimeProvider.GetTimestamp"/> since the store was made, so that setting the machine's clock neither opens nor closes a
/// window; <see cref="TimeProvider.GetUtcNow"/> only shows it. A provider for tests has to move both. A time that steps back is taken to stand still.
/// </para>
/// <para>
/// A counter with one event takes about 190 bytes, its key included, and the busiest with three windows less than 24 KiB, whatever its limit. A counter that holds
/// nothing any more is freed by the writes that come by; a reservation that nobody ended, when it stands in the way or by the reservations that come by. Of more than
/// 100,000 blocks the one that ends first gives way.
/// </para>
/// </remarks>
public sealed partial class InMemoryCounterStore : ICounterStore
{
    private const int MaximumCharges = 64;

    private readonly StoreClock _clock;
    private readonly CounterStripes _stripes;
    private readonly BlockTable _blocks;

    /// <summary>Makes an empty store.</summary>
    /// <param name="timeProvider">Where time comes from.</param>
    public InMemoryCounterStore(TimeProvider timeProvider)
        : this(new StoreClock(timeProvider ?? throw new ArgumentNullException(nameof(timeProvider))), isJournaled: false)
    {
    }

    internal InMemoryCounterStore(StoreClock clock, bool isJournaled)
    {
        _clock = clock;
        _stripes = new CounterStripes(this, clock, isJournaled);
        _blocks = new BlockTable(clock, isJournaled ? new JournalSection() : null);
    }

    private enum Ending
    {
        Commit,
        Release,
        Expire,
    }

    /// <summary>
    /// How many counters are in memory, those included that hold nothing any more and wait to be freed. For operators and tests; looks at every part of the store.
    /// </summary>
    public long KeyCount
    {
        get
        {
            long count = 0;
            foreach (CounterStripe stripe in _stripes.All)
            {
                lock (stripe.Lock) count += stripe.Counters.Count;
            }

            return count;
        }
    }

    /// <summary>How many reservations are neither ended nor expired. For operators and tests; looks at every part of the store.</summary>
    public long PendingReservations
    {
        get
        {
            EndOverdue();
            long count = 0;
            foreach (CounterStripe stripe in _stripes.All)
            {
                lock (stripe.Lock) count += stripe.InUse;
            }

            return count;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Where several windows refuse, the one that opens last is told. A charge above the limit itself opens at <see cref="DateTimeOffset.MaxValue"/>; one that
    /// only reservations stand in the way of opens now. An attempt that is not <see cref="ReservationState.Reserved"/> does not renew the lifetime. A reservation
    /// that has been ended answers <see cref="ReservationState.Expired"/>.
    /// </remarks>
    /// <exception cref="ArgumentException">
    /// The reservation is not of this store, more than 64 charges, an amount below 1, or no member where members are counted.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lifetime"/> is not positive.</exception>
    public ValueTask<ReservationResult> ReserveAsync(
        CounterReservation reservation, ReadOnlyMemory<CounterCharge> charges, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ReadOnlySpan<CounterCharge> wanted = charges.Span;
        Hold? hold = HoldOf(reservation);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        if (wanted.Length > MaximumCharges) throw new ArgumentException("Too many charges in one call.", nameof(charges));
        foreach (ref readonly CounterCharge charge in wanted) Check(charge);
        if (hold is null && wanted.IsEmpty) return new(new ReservationResult { State = ReservationState.Reserved });

        ReservationResult result = Reserve(hold, reservation.Version, wanted, lifetime, out bool isPendingInTheWay, out bool isSomeOverdue);
        if (isSomeOverdue || isPendingInTheWay)
        {
            EndOverdue();

            // Whoever else ends overdue ones at this moment may have ended the one in the way.
            if (isPendingInTheWay) result = Reserve(hold, reservation.Version, wanted, lifetime, out _, out _);
        }

        return new(result);
    }

    /// <inheritdoc/>
    /// <remarks>Where nothing was reserved there is nothing to charge: <see langword="true"/>.</remarks>
    /// <exception cref="ArgumentException">The reservation is not of this store.</exception>
    public ValueTask<bool> CommitAsync(CounterReservation reservation, CancellationToken cancellationToken) => new(End(reservation, Ending.Commit));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The reservation is not of this store.</exception>
    public ValueTask ReleaseAsync(CounterReservation reservation, CancellationToken cancellationToken)
    {
        End(reservation, Ending.Release);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    /// <remarks>A limit that has no window records nothing. Memory is bounded whatever is recorded.</remarks>
    /// <exception cref="ArgumentException">The amount is below 1, or there is no member where members are counted.</exception>
    public ValueTask<CounterReading> RecordAsync(CounterCharge charge, CancellationToken cancellationToken)
    {
        Check(charge);
        int hash = charge.Key.GetHashCode();
        CounterStripe stripe = _stripes.Of(hash);
        CounterUse use;
        long now;
        bool isPending;
        lock (stripe.Lock)
        {
            now = _stripes.Now(stripe);
            Counter counter = stripe.Counters.FindOrAdd(charge.Key, charge.Limit.IsDistinct, hash, now);
            long? happened = charge.At is { } at ? _clock.FromUtc(at, now) : null;
            stripe.Counters.BeforeChange(counter, hash);
            counter.Record(charge, happened, now);
            stripe.Journal?.Note(charge.Key, charge.Limit, charge.Amount, charge.Limit.IsDistinct ? charge.Member : null, happened, now);
            use = counter.Read(charge.Limit, now);
            isPending = counter.Pending > 0;
            Sweep(stripe, now);
        }

        return new(isPending && EndOverdue() ? Read(charge.Key, charge.Limit, out _) : ReadingOf(use, now));
    }

    private static void Check(in CounterCharge charge)
    {
        if (charge.Limit is null || charge.Amount < 1) throw new ArgumentException("A charge has a limit and an amount of at least 1.", nameof(charge));
        if (charge.Limit.IsDistinct && charge.Member is null) throw new ArgumentException("A charge has a member where members are counted.", nameof(charge));
    }

    private Hold? HoldOf(CounterReservation reservation)
    {
        if (reservation.IsNone) return null;
        if (reservation.Handle is Hold hold && ReferenceEquals(hold.Owner, this)) return hold;
        throw new ArgumentException("The reservation is not of this store.", nameof(reservation));
    }

    private ReservationResult Reserve(
        Hold? hold, long version, ReadOnlySpan<CounterCharge> charges, TimeSpan lifetime, out bool isPendingInTheWay, out bool isSomeOverdue)
    {
        isPendingInTheWay = false;
        isSomeOverdue = false;
        Span<int> hashes = stackalloc int[charges.Length];
        StripeSet entered = default;
        for (int i = 0; i < charges.Length; i++)
        {
            hashes[i] = charges[i].Key.GetHashCode();
            entered.Add(StripeSet.IndexOf(hashes[i]));
        }

        if (hold is null) _stripes.Enter(entered);
        else _stripes.Enter(ref entered, hold);
        try
        {
            long now = _stripes.Now(entered);
            if (hold is not null && (hold.Version != version || hold.Deadline <= now))
            {
                if (hold.Version == version) Return(hold, now);
                return new ReservationResult { State = ReservationState.Expired };
            }

            Hold filled = hold ?? _stripes.Of(hashes[0]).Rent();
            CounterStripe home = _stripes.HomeOf(filled);
            int before = filled.Count;
            for (int i = 0; i < charges.Length; i++)
            {
                ref readonly CounterCharge charge = ref charges[i];
                Counter counter = _stripes.Of(hashes[i]).Counters.FindOrAdd(charge.Key, charge.Limit.IsDistinct, hashes[i], now);
                if (counter.TryHold(charge, now, out HeldCharge held))
                {
                    filled.Add(held with { Hash = hashes[i] });
                    continue;
                }

                CounterUse use = counter.Explain(charge, now);
                isPendingInTheWay = counter.Pending > 0;
                filled.GiveBack(before, now);
                if (hold is null) home.Return(filled);
                return new ReservationResult
                {
                    State = ReservationState.Refused,
                    Reservation = hold is null ? default : new CounterReservation(hold, version),
                    RefusedCharge = i,
                    Window = use.Window,
                    Used = use.Used,
                    OpensAt = _clock.ToUtc(use.OpensAt, now),
                };
            }

            filled.Merge(before);
            filled.Stripes = entered;
            home.Use(filled, lifetime.Ticks > long.MaxValue - now ? long.MaxValue : now + lifetime.Ticks);
            Sweep(home, now);
            isSomeOverdue = home.EarliestDeadline <= now;
            return new ReservationResult { State = ReservationState.Reserved, Reservation = new CounterReservation(filled, filled.Version) };
        }
        finally
        {
            _stripes.Exit(entered);
        }
    }

    private bool End(CounterReservation reservation, Ending ending)
    {
        if (HoldOf(reservation) is not { } hold) return true;
        StripeSet entered = default;
        _stripes.Enter(ref entered, hold);
        try
        {
            if (hold.Version != reservation.Version) return false;
            long now = _stripes.Now(entered);
            bool isOverdue = hold.Deadline <= now;
            if (ending == Ending.Expire && !isOverdue) return false;
            bool isCommitted = ending == Ending.Commit && !isOverdue;
            if (isCommitted) hold.Commit(_stripes, now);
            Return(hold, now);
            return isCommitted || ending == Ending.Expire;
        }
        finally
        {
            _stripes.Exit(entered);
        }
    }

    private void Return(Hold hold, long now)
    {
        hold.GiveBack(0, now);
        _stripes.HomeOf(hold).Return(hold);
    }

    // Where nobody writes any more, nobody would free anything.
    private void Sweep(CounterStripe stripe, long now)
    {
        const int SlotsPerVisit = 4;
        int visited = stripe.Sweep(now);
        if (visited < 0 || !_stripes.All[visited].Lock.TryEnter()) return;
        for (int i = 0; i < SlotsPerVisit; i++) _stripes.All[visited].Counters.Sweep(now);
        _stripes.All[visited].Lock.Exit();
    }

    private bool EndOverdue()
    {
        bool isSomeEnded = false;
        long now = _clock.Now;
        foreach (CounterStripe stripe in _stripes.All)
        {
            if (stripe.EarliestDeadline > now) continue;
            List<CounterReservation>? overdue;
            lock (stripe.Lock) overdue = stripe.FindOverdue(now);
            if (overdue is null) continue;
            isSomeEnded = true;
            foreach (CounterReservation reservation in overdue) End(reservation, Ending.Expire);
        }

        return isSomeEnded;
    }
}
