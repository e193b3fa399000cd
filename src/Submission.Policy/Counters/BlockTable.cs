using System.Collections.Concurrent;
using System.Collections.Immutable;
using Submission.Policy.Counters.Journal;

namespace Submission.Policy.Counters;

/// <summary>Who is blocked until when. Whoever adds a block also forgets those that have ended. Thread-safe; readers take no lock.</summary>
internal sealed class BlockTable(StoreClock clock, JournalSection? journal)
{
    private const int Maximum = 100_000;

    private readonly ConcurrentDictionary<CounterKey, Standing> _blocks = new();

    // May name blocks that have been replaced or lifted since.
    private readonly PriorityQueue<Standing, long> _ends = new();
    private int _count;

    /// <summary>Guards everything in the table, and the journal.</summary>
    public Lock Lock { get; } = new();

    /// <summary>What has happened here and is not yet in the journal; <see langword="null"/> where there is no journal.</summary>
    public JournalSection? Journal => journal;

    /// <summary>Adds a block unless the same key is blocked for longer.</summary>
    public void Add(CounterBlock block)
    {
        lock (Lock)
        {
            long now = clock.Now;
            ForgetEnded(now);
            long end = clock.FromUtc(block.Until, now);
            if (end > now && Put(block, end)) journal?.NoteBlock(block, end);
        }
    }

    /// <summary>Adds a block that a journal tells.</summary>
    public void Restore(CounterBlock block, long end)
    {
        lock (Lock)
        {
            ForgetEnded(clock.Now);
            if (end > clock.Now) Put(block, end);
        }
    }

    /// <summary>Writes all blocks down; the caller has the lock.</summary>
    public void Save(RecordBuffer buffer)
    {
        ForgetEnded(clock.Now);
        foreach (Standing standing in _blocks.Values) JournalCodec.Write(buffer, standing.Block, standing.End);
    }

    /// <summary>Finds the block of a key; <see langword="null"/> where there is none.</summary>
    public CounterBlock? Find(in CounterKey key)
    {
        if (Volatile.Read(ref _count) == 0) return null;
        if (!_blocks.TryGetValue(key, out Standing? standing)) return null;
        if (clock.Now < standing.End) return standing.Block;
        lock (Lock) ForgetEnded(clock.Now);
        return null;
    }

    /// <summary>All blocks, the first to end first.</summary>
    public ImmutableArray<CounterBlock> All()
    {
        lock (Lock)
        {
            ForgetEnded(clock.Now);
            return [.. _blocks.Values.OrderBy(static standing => standing.End).Select(static standing => standing.Block)];
        }
    }

    /// <summary>Ends a block.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Remove(in CounterKey key)
    {
        lock (Lock)
        {
            bool removed = Forget(key);
            if (removed) journal?.NoteLift(key);
            return removed;
        }
    }

    /// <summary>Ends a block without noting it.</summary>
    public bool Forget(in CounterKey key)
    {
        lock (Lock)
        {
            ForgetEnded(clock.Now);
            bool removed = _blocks.TryRemove(key, out _);
            Volatile.Write(ref _count, _blocks.Count);
            return removed;
        }
    }

    private bool Put(CounterBlock block, long end)
    {
        if (_blocks.TryGetValue(block.Key, out Standing? earlier) && earlier.End >= end) return false;
        var standing = new Standing(block, end);
        _blocks[block.Key] = standing;
        _ends.Enqueue(standing, end);
        if (_ends.Count > (2 * _blocks.Count) + 16) ForgetReplaced();
        while (_blocks.Count > Maximum) RemoveFirst();
        Volatile.Write(ref _count, _blocks.Count);
        return true;
    }

    private void ForgetEnded(long now)
    {
        while (_ends.TryPeek(out _, out long end) && end <= now) RemoveFirst();
        Volatile.Write(ref _count, _blocks.Count);
    }

    private void RemoveFirst()
    {
        Standing first = _ends.Dequeue();
        _blocks.TryRemove(new KeyValuePair<CounterKey, Standing>(first.Block.Key, first));
    }

    private void ForgetReplaced()
    {
        _ends.Clear();
        foreach (Standing standing in _blocks.Values) _ends.Enqueue(standing, standing.End);
    }

    private sealed class Standing(CounterBlock block, long end)
    {
        public CounterBlock Block { get; } = block;

        public long End { get; } = end;
    }
}
