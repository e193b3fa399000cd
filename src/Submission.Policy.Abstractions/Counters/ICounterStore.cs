namespace Submission.Policy.Counters;

/// <summary>
/// Counters with sliding windows. What would be used up is reserved, then committed or released; in no interval of a window's length is more committed than its
/// limit, whatever runs in parallel. Implementations are thread-safe. A store that fails answers <c>Unavailable</c> and does not throw.
/// </summary>
public interface ICounterStore
{
    /// <summary>Reserves all charges or none, in addition to what the reservation holds already. The reservation lives <paramref name="lifetime"/> from now on.</summary>
    /// <param name="reservation">What to add to; the default to begin a new reservation.</param>
    /// <param name="charges">The charges, at most 64; none to renew the lifetime only.</param>
    /// <param name="lifetime">After this time a reservation that nobody ended is given back.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is then reserved.</param>
    /// <returns>The result; what is known in memory is answered without a wait and, in steady state, without an allocation.</returns>
    ValueTask<ReservationResult> ReserveAsync(
        CounterReservation reservation, ReadOnlyMemory<CounterCharge> charges, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Turns everything reserved into charges at the present moment.</summary>
    /// <returns>Whether the charges are made; <see langword="false"/> where the reservation had expired, had ended before, or the store did not answer.</returns>
    ValueTask<bool> CommitAsync(CounterReservation reservation, CancellationToken cancellationToken);

    /// <summary>Gives everything reserved back. Ending a reservation twice does nothing.</summary>
    ValueTask ReleaseAsync(CounterReservation reservation, CancellationToken cancellationToken);

    /// <summary>Charges at once and whatever the limit: for events that have happened, such as a failed AUTH.</summary>
    /// <returns>What the counter holds after the charge.</returns>
    ValueTask<CounterReading> RecordAsync(CounterCharge charge, CancellationToken cancellationToken);

    /// <summary>Reads what a counter holds now and changes nothing.</summary>
    ValueTask<CounterReading> ReadAsync(CounterKey key, CounterLimit limit, CancellationToken cancellationToken);
}
