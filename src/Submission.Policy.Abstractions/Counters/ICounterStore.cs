using System.Collections.Immutable;
using Submission.Policy.Lookups;

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

    /// <summary>
    /// As <see cref="RecordAsync"/>, for a charge that is told again where the answer was lost, and must count once. By default it is recorded each time, which is right where no answer can be lost.
    /// </summary>
    /// <param name="charge">The charge.</param>
    /// <param name="teller">Who tells it; each teller numbers what he tells of one counter upwards.</param>
    /// <param name="number">Its number, at least 1: what has the number of one that is recorded, or a lower one, is not recorded again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the counter holds after the charge.</returns>
    ValueTask<CounterReading> RecordOnceAsync(CounterCharge charge, string teller, long number, CancellationToken cancellationToken) => RecordAsync(charge, cancellationToken);

    /// <summary>Reads what a counter holds now and changes nothing.</summary>
    ValueTask<CounterReading> ReadAsync(CounterKey key, CounterLimit limit, CancellationToken cancellationToken);

    /// <summary>Lets a member count no longer, whenever it was counted. What reservations hold of it stays. Of a member that does not count nothing changes.</summary>
    /// <param name="key">A counter of members.</param>
    /// <param name="member">The member.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask WithdrawAsync(CounterKey key, string member, CancellationToken cancellationToken);

    /// <summary>Forgets everything that is committed or recorded under a key, amounts and members. Reservations under way stay.</summary>
    /// <param name="key">The counter.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether anything was forgotten; <see langword="false"/> also where the store did not answer.</returns>
    ValueTask<bool> ResetAsync(CounterKey key, CancellationToken cancellationToken);

    /// <summary>
    /// Blocks a subject. Of two blocks of the same key the one that ends later stays, as it is; one whose end has passed does nothing. A block lasts as long as the time
    /// between now and its end when it is told: setting the machine's clock afterwards changes nothing.
    /// </summary>
    /// <param name="block">The block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the store has taken note; <see langword="false"/> where it did not answer.</returns>
    ValueTask<bool> BlockAsync(CounterBlock block, CancellationToken cancellationToken);

    /// <summary>Looks whether a subject is blocked. Asked for every message: where nobody is, the answer is there without a wait and without an allocation.</summary>
    /// <param name="key">The key of the block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Found with the block that stands; absent where there is none.</returns>
    ValueTask<LookupResult<CounterBlock>> FindBlockAsync(CounterKey key, CancellationToken cancellationToken);

    /// <summary>Tells every block that stands, for operators.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Found with the blocks, the first to end first; none where nobody is blocked. Never absent.</returns>
    ValueTask<LookupResult<ImmutableArray<CounterBlock>>> ListBlocksAsync(CancellationToken cancellationToken);

    /// <summary>Ends a block before its time.</summary>
    /// <param name="key">The key of the block.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether there was one; <see langword="false"/> also where the store did not answer.</returns>
    ValueTask<bool> LiftBlockAsync(CounterKey key, CancellationToken cancellationToken);
}
