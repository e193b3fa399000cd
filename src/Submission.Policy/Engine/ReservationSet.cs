using System.Runtime.InteropServices;
using Submission.Policy.Counters;
using Submission.Policy.Lookups;

namespace Submission.Policy.Engine;

/// <summary>What a transaction (or a session, for its connection) has reserved. Not thread-safe.</summary>
internal sealed class ReservationSet(ICounterStore counters, TimeSpan lifetime)
{
    private const int ChargesPerCall = 64;
    private CounterReservation _reservation;
    private List<CounterCharge>? _charges;
    private bool _mustWinAnew;

    /// <summary>Whoever is to hear of what is charged; <see langword="null"/> for nobody.</summary>
    public NodeShare? Share { get; init; }

    /// <summary>Whether what is charged is given back instead.</summary>
    public bool IsTrial { get; init; }

    public bool IsEmpty => _reservation.IsNone && !_mustWinAnew;

    /// <summary>How many charges are reserved.</summary>
    public int Count => _charges?.Count ?? 0;

    /// <summary>Takes back the charges from the given one on. The others are won anew when the next are reserved, for a store gives back all of a reservation or none.</summary>
    public void Withdraw(int count)
    {
        if (Count <= count) return;
        CollectionsMarshal.SetCount(_charges!, count);
        _mustWinAnew = true;
    }

    /// <summary>Reserves all charges or none, in addition to what is reserved already, and renews the lifetime of all.</summary>
    public ValueTask<ReservationResult> ReserveAsync(ReadOnlyMemory<CounterCharge> charges, CancellationToken cancellationToken)
    {
        if (_mustWinAnew || charges.Length > ChargesPerCall) return WinAnewAsync(charges, cancellationToken);
        ValueTask<ReservationResult> attempt = counters.ReserveAsync(_reservation, charges, lifetime, cancellationToken);
        if (!attempt.IsCompletedSuccessfully) return AwaitAsync(attempt, charges, cancellationToken);
        ReservationResult result = attempt.Result;
        return result.State == ReservationState.Expired ? WinAnewAsync(charges, cancellationToken) : new(Keep(result, charges));
    }

    public ValueTask<bool> CommitAsync(CancellationToken cancellationToken)
    {
        if (_mustWinAnew) return new(false);
        if (_reservation.IsNone) return new(true);
        if (IsTrial) return GiveBackAsync();
        ValueTask<bool> committing = counters.CommitAsync(_reservation, cancellationToken);
        if (!committing.IsCompletedSuccessfully) return AwaitAsync(committing);
        if (!committing.Result) return ChargeAnywayAsync();
        if (_charges is not null) Share?.Owe(_charges);
        Forget();
        return new(true);

        async ValueTask<bool> AwaitAsync(ValueTask<bool> pending)
        {
            // A commit that is cut short leaves something to give back.
            if (!await pending.ConfigureAwait(false)) return await ChargeAnywayAsync().ConfigureAwait(false);
            if (_charges is not null) Share?.Owe(_charges);
            Forget();
            return true;
        }
    }

    public ValueTask ReleaseAsync()
    {
        if (_reservation.IsNone)
        {
            Forget();
            return default;
        }

        // Giving back must not be cut short by the end of the session that gives back.
        return counters.ReleaseAsync(Forget(), CancellationToken.None);
    }

    // What has been accepted counts although its reservation has expired. One whose answer the store has lost is charged twice rather than never.
    private async ValueTask<bool> ChargeAnywayAsync()
    {
        CounterCharge[] charges = _charges is null ? [] : [.. _charges];
        Forget();
        foreach (CounterCharge charge in charges)
        {
            if ((await counters.RecordAsync(charge, CancellationToken.None).ConfigureAwait(false)).State != LookupState.Found) return false;
        }

        Share?.Owe(charges);
        return true;
    }

    private async ValueTask<bool> GiveBackAsync()
    {
        await ReleaseAsync().ConfigureAwait(false);
        return true;
    }

    private async ValueTask<ReservationResult> AwaitAsync(
        ValueTask<ReservationResult> attempt, ReadOnlyMemory<CounterCharge> charges, CancellationToken cancellationToken)
    {
        ReservationResult result = await attempt.ConfigureAwait(false);
        return result.State == ReservationState.Expired ? await WinAnewAsync(charges, cancellationToken).ConfigureAwait(false) : Keep(result, charges);
    }

    // The transaction took longer than a reservation lives, gave part of it back, or asks for more than one call takes: what it held must be won anew, together with what it asks for now. As long
    // as that fails it stays to be won, or the message would go through for nothing.
    private async ValueTask<ReservationResult> WinAnewAsync(ReadOnlyMemory<CounterCharge> charges, CancellationToken cancellationToken)
    {
        CounterCharge[] lost = _charges is null ? [] : [.. _charges];
        CounterCharge[] all = [.. lost, .. charges.Span];
        try
        {
            await ReleaseAsync().ConfigureAwait(false);
            _mustWinAnew = true;
            ReservationResult result = default;
            for (int start = 0; start < all.Length; start += ChargesPerCall)
            {
                ReadOnlyMemory<CounterCharge> part = all.AsMemory(start, Math.Min(ChargesPerCall, all.Length - start));
                result = Keep(await counters.ReserveAsync(_reservation, part, lifetime, cancellationToken).ConfigureAwait(false), part);
                if (result.State != ReservationState.Reserved) return result with { RefusedCharge = Math.Max(0, start + result.RefusedCharge - lost.Length) };
            }

            _mustWinAnew = false;
            return result with { State = ReservationState.Reserved };
        }
        finally
        {
            if (_mustWinAnew)
            {
                await ReleaseAsync().ConfigureAwait(false);
                (_charges ??= []).AddRange(lost);
                _mustWinAnew = lost.Length > 0;
            }
        }
    }

    private ReservationResult Keep(in ReservationResult result, ReadOnlyMemory<CounterCharge> charges)
    {
        if (result.State != ReservationState.Reserved) return result;
        _reservation = result.Reservation;
        if (!charges.IsEmpty)
        {
            _charges ??= new List<CounterCharge>(charges.Length);
            int count = _charges.Count;
            CollectionsMarshal.SetCount(_charges, count + charges.Length);
            charges.Span.CopyTo(CollectionsMarshal.AsSpan(_charges)[count..]);
        }

        return result;
    }

    private CounterReservation Forget()
    {
        CounterReservation reservation = _reservation;
        _reservation = default;
        _charges?.Clear();
        _mustWinAnew = false;
        return reservation;
    }
}
