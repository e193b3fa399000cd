using Submission.Policy.Counters;

namespace Submission.Policy.Tests.Counters;

/// <summary>What a journal's disk holds, over the processes that use it.</summary>
internal sealed class JournalDisk
{
    private readonly Lock _lock = new();
    private int _begun;
    private readonly Dictionary<(long Round, long Number), byte[]> _records = [];

    /// <summary>What is wrong with the disk; <see langword="null"/> for nothing.</summary>
    public CounterJournalException? Failure { get; set; }

    /// <summary>What goes wrong once when a new journal is begun: the old one is gone by then, and the disk is well from then on.</summary>
    public CounterJournalException? AnewFailure { get; set; }

    /// <summary>What each write waits for; <see langword="null"/> for nothing.</summary>
    public SemaphoreSlim? Gate { get; set; }

    /// <summary>How many writes have begun.</summary>
    public int Begun => Volatile.Read(ref _begun);

    public int Writes { get; private set; }

    public int AnewCount { get; private set; }

    public Dictionary<(long Round, long Number), byte[]> Records
    {
        get
        {
            lock (_lock) return _records.ToDictionary(pair => pair.Key, pair => pair.Value);
        }
    }

    public void Damage(Action<Dictionary<(long Round, long Number), byte[]>> how)
    {
        lock (_lock) how(_records);
    }

    public ICounterJournal Open() => new MemoryJournal(this);

    private sealed class MemoryJournal(JournalDisk disk) : ICounterJournal
    {
        public CounterJournalContent Load()
        {
            lock (disk._lock) return new CounterJournalContent([.. disk._records.Select(pair => new CounterJournalRecord(pair.Key.Round, pair.Key.Number, pair.Value))], 0, null);
        }

        public void Write(CounterJournalChange change)
        {
            Interlocked.Increment(ref disk._begun);
            disk.Gate?.Wait();
            if (disk.Failure is { } failure) throw failure;
            lock (disk._lock)
            {
                foreach (CounterJournalRecord record in change.Added) disk._records[(record.Round, record.Number)] = record.Content.ToArray();
                disk.Writes++;
                if (change.CompletedRound == 0) return;
                foreach ((long Round, long Number) key in disk._records.Keys.ToArray())
                {
                    if (key.Round == 0 ? key.Number <= change.CoveredLog : key.Round != change.CompletedRound) disk._records.Remove(key);
                }
            }
        }

        public string StartAnew()
        {
            lock (disk._lock) disk._records.Clear();
            disk.AnewCount++;
            if (disk.Failure is { IsDamaged: true }) disk.Failure = null;
            if (disk.AnewFailure is { } failure)
            {
                disk.AnewFailure = null;
                throw failure;
            }

            return "aside";
        }

        public void Dispose()
        {
        }
    }
}
