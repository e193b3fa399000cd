using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Submission.Policy.Counters.Journal;
using Submission.Policy.Lookups;

namespace Submission.Policy.Counters;

/// <summary>
/// Counters in the memory of this process, with a journal that keeps them over a restart or a crash. Of charges and what is recorded, at most the last second is lost; blocks, resets and
/// records that reach their limit are on disk before they are answered. Thread-safe. Counting is that of <see cref="InMemoryCounterStore"/>, and waits for no disk.
/// </summary>
/// <remarks>
/// <para>Where the disk takes nothing, counting goes on in memory: <see cref="BlockAsync"/> and <see cref="LiftBlockAsync"/> take effect and answer <see langword="false"/>, and everything is written within a second of the disk's return.</para>
/// <para>Time goes on while nobody counts: by the time since the machine's start, which nobody can set, or by the time of day where the machine itself was started anew. Reservations end with the process.</para>
/// </remarks>
public sealed class DurableCounterStore : ICounterStore, IDisposable
{
    private readonly InMemoryCounterStore _store;
    private readonly ICounterJournal _journal;
    private readonly JournalPump _pump;

    private DurableCounterStore(ICounterJournal journal, JournalReplay replay, JournalRecords records, TimeSpan interval, ILogger logger)
    {
        _journal = journal;
        _store = replay.Store;
        Loss = replay.Loss;
        _pump = new JournalPump(journal, records, interval, logger);
    }

    /// <summary>What of the journal could not be read when it was opened, in words for operators; <see langword="null"/> where everything could.</summary>
    public string? Loss { get; }

    /// <summary>Why the journal takes nothing at present; <see langword="null"/> while it does.</summary>
    public string? Trouble => _pump.Trouble;

    /// <summary>How many counters are in memory; see <see cref="InMemoryCounterStore.KeyCount"/>.</summary>
    public long KeyCount => _store.KeyCount;

    /// <summary>How many reservations are neither ended nor expired; see <see cref="InMemoryCounterStore.PendingReservations"/>.</summary>
    public long PendingReservations => _store.PendingReservations;

    /// <summary>Reads a journal and goes on with what it holds. A journal of which something cannot be read is set aside, and what could be read is written anew.</summary>
    /// <param name="journal">The journal, which belongs to the store from now on.</param>
    /// <param name="timeProvider">Where time comes from.</param>
    /// <param name="logger">Who is told; <see langword="null"/> for nobody.</param>
    /// <returns>The store. Whoever opens it disposes of it, so that the last second is written too.</returns>
    /// <exception cref="CounterJournalException">The journal cannot be used; it is closed.</exception>
    public static DurableCounterStore Open(ICounterJournal journal, TimeProvider timeProvider, ILogger? logger = null) =>
        Open(journal, timeProvider, logger, TimeSpan.FromMilliseconds(250), 8 << 20);

    internal static DurableCounterStore Open(ICounterJournal journal, TimeProvider timeProvider, ILogger? logger, TimeSpan interval, long minimumLog)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(timeProvider);
        logger ??= NullLogger.Instance;
        try
        {
            long start = timeProvider.GetTimestamp();
            JournalReplay replay = JournalReplay.Run(journal.Load(), timeProvider);
            JournalRecords records = new(replay, timeProvider, minimumLog);
            if (replay.Loss is { } loss)
            {
                string folder = journal.StartAnew();
                records.BeginRound();
                JournalLog.Damaged(logger, loss, folder);
            }

            DurableCounterStore store = new(journal, replay, records, interval, logger);
            JournalLog.Opened(logger, store.KeyCount, replay.Store.BlockCount, (long)timeProvider.GetElapsedTime(start).TotalMilliseconds);
            return store;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Waits until everything that has happened by now is on disk.</summary>
    /// <returns>Whether it is; <see langword="false"/> where the disk does not take it.</returns>
    public Task<bool> SyncAsync() => _pump.SyncAsync();

    /// <inheritdoc/>
    public ValueTask<ReservationResult> ReserveAsync(
        CounterReservation reservation, ReadOnlyMemory<CounterCharge> charges, TimeSpan lifetime, CancellationToken cancellationToken) =>
        _store.ReserveAsync(reservation, charges, lifetime, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> CommitAsync(CounterReservation reservation, CancellationToken cancellationToken) => _store.CommitAsync(reservation, cancellationToken);

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(CounterReservation reservation, CancellationToken cancellationToken) => _store.ReleaseAsync(reservation, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Where the counter is at its limit or above it, the answer comes when that is on disk, or when the disk has refused to take it.</remarks>
    public ValueTask<CounterReading> RecordAsync(CounterCharge charge, CancellationToken cancellationToken)
    {
        ValueTask<CounterReading> recorded = _store.RecordAsync(charge, cancellationToken);
        if (!recorded.IsCompletedSuccessfully) return recorded;
        CounterReading reading = recorded.Result;
        return reading.Left > 0 || charge.Limit.Windows.IsEmpty ? new(reading) : AfterSyncAsync(reading);
    }

    /// <inheritdoc/>
    public ValueTask<CounterReading> ReadAsync(CounterKey key, CounterLimit limit, CancellationToken cancellationToken) => _store.ReadAsync(key, limit, cancellationToken);

    /// <inheritdoc/>
    public ValueTask WithdrawAsync(CounterKey key, string member, CancellationToken cancellationToken) => _store.WithdrawAsync(key, member, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> ResetAsync(CounterKey key, CancellationToken cancellationToken)
    {
        bool isForgotten = await _store.ResetAsync(key, cancellationToken).ConfigureAwait(false);
        if (isForgotten) await _pump.SyncAsync().ConfigureAwait(false);
        return isForgotten;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> BlockAsync(CounterBlock block, CancellationToken cancellationToken)
    {
        await _store.BlockAsync(block, cancellationToken).ConfigureAwait(false);
        return await _pump.SyncAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<LookupResult<CounterBlock>> FindBlockAsync(CounterKey key, CancellationToken cancellationToken) => _store.FindBlockAsync(key, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<LookupResult<ImmutableArray<CounterBlock>>> ListBlocksAsync(CancellationToken cancellationToken) => _store.ListBlocksAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> LiftBlockAsync(CounterKey key, CancellationToken cancellationToken)
    {
        bool isLifted = await _store.LiftBlockAsync(key, cancellationToken).ConfigureAwait(false);
        return isLifted && await _pump.SyncAsync().ConfigureAwait(false);
    }

    /// <summary>Writes what is not yet written, and closes the journal.</summary>
    public void Dispose()
    {
        _pump.Dispose();
        _journal.Dispose();
    }

    private async ValueTask<CounterReading> AfterSyncAsync(CounterReading reading)
    {
        await _pump.SyncAsync().ConfigureAwait(false);
        return reading;
    }
}
