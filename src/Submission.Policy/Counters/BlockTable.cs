using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Submission.Policy.Counters;

/// <summary>Who is blocked until when. Whoever adds a block also forgets those that have ended. Thread-safe; readers take no lock.</summary>
internal sealed class BlockTable(StoreClock clock)
{
    private const int Maximum = 100_000;

    private readonly ConcurrentDictionary<CounterKey, Standing> _blocks = new();

    // May name blocks that have been replaced or lifted since.
    private readonly PriorityQueue<Standing, long> _ends = new();
    private readonly Lock _lock = new();
    private int _count;

    /// <summary>Adds a block unless the same key is blocked for longer.</summary>
    public void Add(CounterBlock block)
    {
        lock (_lock)
        {
            long now = clock.Now;
            ForgetEnded(now);
            var standing = new Standing(block, clock.FromUtc(block.Until, now));
            if (standing.End <= now || (_blocks.TryGetValue(block.Key, out Standing? earlier) && earlier.End >= standing.End)) return;
            _blocks[block.Key] = standing;
            _ends.Enqueue(standing, standing.End);
            if (_ends.Count > (2 * _blocks.Count) + 16) ForgetReplaced();
            while (_blocks.Count > Maximum) RemoveFirst();
            Volatile.Write(ref _count, _blocks.Count);
        }
    }

    /// <summary>Finds the block of a key; <see langword="null"/> where there is none.</summary>
    public CounterBlock? Find(in CounterKey key)
    {
        if (Volatile.Read(ref _count) == 0) return null;
        if (!_blocks.TryGetValue(key, out Standing? standing)) return null;
        if (clock.Now < standing.End) return standing.Block;
        lock (_lock) ForgetEnded(clock.Now);
        return null;
    }

    /// <summary>All blocks, the first to end first.</summary>
    public ImmutableArray<CounterBlock> All()
    {
        lock (_lock)
        {
            ForgetEnded(clock.Now);
            return [.. _blocks.Values.OrderBy(static standing => standing.End).Select(static standing => standing.Block)];
        }
    }

    /// <summary>Ends a block.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Remove(in CounterKey key)
    {
        lock (_lock)
        {
            ForgetEnded(clock.Now);
            bool removed = _blocks.TryRemove(key, out _);
            Volatile.Write(ref _count, _blocks.Count);
            return removed;
        }
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
