using Submission.Policy.Counters.Journal;

namespace Submission.Policy.Counters;

/// <summary>
/// A part of the store with a lock of its own: the counters whose keys fall into it, and the reservations whose first charge does.
/// </summary>
internal sealed class CounterStripe(InMemoryCounterStore owner, int index, bool isJournaled)
{
    private const int MaximumFree = 256;
    private const int WritesPerVisit = 16;

    private Hold[] _inUse = [];
    private Hold? _free;
    private int _freeCount;
    private long _earliestDeadline = long.MaxValue;
    private uint _writes;

    /// <summary>Guards everything in the stripe. Several are taken in the order of their indexes.</summary>
    public Lock Lock { get; } = new();

    /// <summary>The counters.</summary>
    public CounterTable Counters { get; } = new();

    /// <summary>What has happened here and is not yet in the journal; <see langword="null"/> where there is no journal.</summary>
    public JournalSection? Journal { get; } = isJournaled ? new JournalSection() : null;

    /// <summary>The latest moment that this stripe has seen.</summary>
    public long LastTime { get; set; }

    /// <summary>How many reservations are in use.</summary>
    public int InUse { get; private set; }

    /// <summary>No reservation expires before this moment. May be read without the lock.</summary>
    public long EarliestDeadline => Volatile.Read(ref _earliestDeadline);

    /// <summary>Frees counters here, and tells now and then where else to.</summary>
    /// <returns>The index of a stripe to free counters in; negative for none.</returns>
    public int Sweep(long now)
    {
        Counters.Sweep(now);
        return ++_writes % WritesPerVisit == 0 ? (int)(_writes / WritesPerVisit % StripeSet.Count) : -1;
    }

    /// <summary>Takes a reservation to fill.</summary>
    public Hold Rent()
    {
        if (_free is not { } hold) return new Hold(owner, index);
        _free = hold.NextFree;
        hold.NextFree = null;
        _freeCount--;
        return hold;
    }

    /// <summary>Puts a filled reservation in use, or sets a new deadline for it.</summary>
    public void Use(Hold hold, long deadline)
    {
        if (hold.Position < 0)
        {
            if (InUse == _inUse.Length) Array.Resize(ref _inUse, Math.Max(4, InUse * 2));
            hold.Position = InUse;
            _inUse[InUse++] = hold;
        }

        hold.Deadline = deadline;
        if (deadline < _earliestDeadline) Volatile.Write(ref _earliestDeadline, deadline);
    }

    /// <summary>Takes back an emptied reservation, whether or not it was in use.</summary>
    public void Return(Hold hold)
    {
        hold.EndUse();
        if (hold.Position >= 0)
        {
            Hold last = _inUse[--InUse];
            _inUse[InUse] = null!;
            if (!ReferenceEquals(last, hold))
            {
                _inUse[hold.Position] = last;
                last.Position = hold.Position;
            }

            hold.Position = -1;
        }

        if (_freeCount == MaximumFree) return;
        hold.NextFree = _free;
        _free = hold;
        _freeCount++;
    }

    /// <summary>Finds the reservations that have expired, for the caller to end without this lock; <see langword="null"/> for none.</summary>
    public List<CounterReservation>? FindOverdue(long now)
    {
        List<CounterReservation>? overdue = null;
        long earliest = long.MaxValue;
        for (int i = 0; i < InUse; i++)
        {
            Hold hold = _inUse[i];
            if (hold.Deadline <= now) (overdue ??= []).Add(new CounterReservation(hold, hold.Version));
            else earliest = Math.Min(earliest, hold.Deadline);
        }

        Volatile.Write(ref _earliestDeadline, earliest);
        return overdue;
    }
}
