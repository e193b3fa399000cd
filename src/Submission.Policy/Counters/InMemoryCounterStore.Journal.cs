using Submission.Policy.Counters.Journal;

namespace Submission.Policy.Counters;

// What a journal takes, and what it gives back.
public sealed partial class InMemoryCounterStore
{
    /// <summary>How many parts a snapshot has: the stripes, and the blocks.</summary>
    internal const int SnapshotParts = StripeSet.Count + 1;

    // For how long a session waits that comes to a part of which a snapshot is made: some microseconds.
    private const int SlotsAtATime = 64;

    // What was taken at a time, which is done by one thread.
    private readonly RecordBuffer[] _taken = new RecordBuffer[SnapshotParts];

    /// <summary>How many blocks stand.</summary>
    internal int BlockCount => _blocks.All().Length;

    /// <summary>
    /// Takes what has happened everywhere since the last time, as of one moment: the charges of one transaction are all taken, or none. Called by one thread.
    /// </summary>
    /// <param name="log">Gets what has happened; nothing is added where nothing has.</param>
    /// <param name="part">Which part of a snapshot to take of the same moment.</param>
    /// <param name="snapshot">Gets that part; <see langword="null"/> for none.</param>
    /// <param name="isLost">Whether more had happened than was kept, so that only a snapshot of all parts tells it.</param>
    /// <returns>The moment.</returns>
    internal long Cut(RecordBuffer log, int part, RecordBuffer? snapshot, out bool isLost)
    {
        isLost = false;
        StripeSet every = StripeSet.Every;
        long now;
        _stripes.Enter(every);
        try
        {
            lock (_blocks.Lock)
            {
                now = _stripes.Now(every);
                for (int i = 0; i < StripeSet.Count; i++) _taken[i] = _stripes.All[i].Journal!.Take(ref isLost);
                _taken[StripeSet.Count] = _blocks.Journal!.Take(ref isLost);
                if (snapshot is not null) BeginPart(part, snapshot, now);
            }
        }
        finally
        {
            _stripes.Exit(every);
        }

        if (snapshot is not null && part < StripeSet.Count) WritePart(_stripes.All[part]);
        for (int i = 0; i < SnapshotParts; i++)
        {
            if (_taken[i].Length == 0) continue;
            log.WriteCount(i);
            log.Write(JournalOf(i).LastTaken);
            log.WriteCount(_taken[i].Length);
            log.Write(_taken[i].Content.Span);
        }

        return now;
    }

    /// <summary>Takes over what a part of a snapshot tells.</summary>
    /// <exception cref="InvalidDataException">It tells what is impossible.</exception>
    internal void Restore(ref RecordReader reader)
    {
        while (!reader.IsAtEnd)
        {
            JournalEvent kind = (JournalEvent)reader.Octet();
            if (kind == JournalEvent.Block)
            {
                (CounterBlock block, long end) = JournalCodec.ReadBlock(ref reader);
                _blocks.Restore(block, end);
                continue;
            }

            CounterKey key = reader.Key();
            Counter counter;
            if (kind == JournalEvent.Members)
            {
                DistinctCounter members = new(key);
                members.Restore(ref reader);
                counter = members;
            }
            else if (kind is JournalEvent.Quiet or JournalEvent.Busy)
            {
                AmountCounter amounts = new(key);
                amounts.Restore(ref reader, kind == JournalEvent.Busy);
                counter = amounts;
            }
            else
            {
                throw new InvalidDataException("A snapshot in the journal tells something unknown.");
            }

            // Also one that holds nothing by now: the log may tell of a longer window, in which it does.
            int hash = key.GetHashCode();
            CounterStripe stripe = _stripes.Of(hash);
            lock (stripe.Lock) stripe.Counters.Restore(counter, hash);
        }
    }

    /// <summary>Frees what holds nothing by now, once everything that a journal tells has happened.</summary>
    internal void Tidy()
    {
        long now = _clock.Now;
        Parallel.For(0, StripeSet.Count, i =>
        {
            CounterStripe stripe = _stripes.All[i];
            lock (stripe.Lock) stripe.Counters.SweepAll(now);
        });
    }

    /// <summary>Lets an event happen that a journal tells, without noting it anew.</summary>
    internal void Repeat(in CounterCharge charge, long? at, long now)
    {
        int hash = charge.Key.GetHashCode();
        CounterStripe stripe = _stripes.Of(hash);
        lock (stripe.Lock)
        {
            if (stripe.Counters.Find(charge.Key, charge.Limit.IsDistinct, hash) is not { } counter)
            {
                counter = charge.Limit.IsDistinct ? new DistinctCounter(charge.Key) : new AmountCounter(charge.Key);
                stripe.Counters.Restore(counter, hash);
            }

            // A length that is new to the counter begins with what the others know, as it did when it was first asked for.
            counter.Read(charge.Limit, now);
            counter.Record(charge, at, now);
        }
    }

    /// <summary>Lets a counter, or a member of one, be forgotten as a journal tells.</summary>
    internal void RepeatForgetting(in CounterKey key, string? member, long now)
    {
        int hash = key.GetHashCode();
        CounterStripe stripe = _stripes.Of(hash);
        lock (stripe.Lock)
        {
            Counter? members = stripe.Counters.Find(key, isDistinct: true, hash);
            if (member is not null)
            {
                (members as DistinctCounter)?.Withdraw(member, now);
                return;
            }

            members?.Reset(now);
            stripe.Counters.Find(key, isDistinct: false, hash)?.Reset(now);
        }
    }

    /// <summary>Adds a block that a journal tells.</summary>
    internal void RepeatBlock(CounterBlock block, long end) => _blocks.Restore(block, end);

    /// <summary>Ends a block as a journal tells.</summary>
    internal void RepeatLift(in CounterKey key) => _blocks.Forget(key);

    private void BeginPart(int part, RecordBuffer snapshot, long now)
    {
        snapshot.WriteCount(part);
        snapshot.Write(JournalOf(part).LastTaken);
        if (part == StripeSet.Count) _blocks.Save(snapshot);
        else _stripes.All[part].Counters.BeginSnapshot(snapshot, now);
    }

    private static void WritePart(CounterStripe stripe)
    {
        bool isWhole = false;
        try
        {
            for (int slot = 0; !isWhole; slot += SlotsAtATime)
            {
                stripe.Counters.Warm(slot, SlotsAtATime);
                lock (stripe.Lock) isWhole = stripe.Counters.WriteNext(SlotsAtATime);
            }
        }
        finally
        {
            if (!isWhole)
            {
                lock (stripe.Lock) stripe.Counters.EndSnapshot();
            }
        }
    }

    private JournalSection JournalOf(int part) => part == StripeSet.Count ? _blocks.Journal! : _stripes.All[part].Journal!;
}
