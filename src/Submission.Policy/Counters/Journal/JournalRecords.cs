namespace Submission.Policy.Counters.Journal;

/// <summary>Makes the records of a journal from a store: which come next, and when a snapshot is due. Used by one thread.</summary>
internal sealed class JournalRecords(JournalReplay replay, TimeProvider timeProvider, long minimumLog)
{
    private const int NoRound = -1;
    private const int PartsAtATime = 4;
    private const int PartsInAHurry = 64;

    private readonly InMemoryCounterStore _store = replay.Store;
    private readonly List<RecordBuffer> _buffers = [];
    private int _usedBuffers;
    private long _number = replay.LastNumber;
    private long _round = replay.Round;
    private int _nextPart = NoRound;
    private long _coveredLog;
    private long _logOctets = replay.Octets.Log;
    private long _snapshotOctets = replay.Octets.Snapshot;
    private long _roundOctets;

    /// <summary>Whether a snapshot must be whole before the journal tells everything again, so that its parts are not to wait for each other.</summary>
    public bool IsHurrying { get; private set; }

    /// <summary>Whether a snapshot has been begun and is not whole.</summary>
    public bool IsInRound => _nextPart != NoRound;

    /// <summary>Begins a snapshot that does not wait.</summary>
    public void BeginRound()
    {
        IsHurrying = true;
        Begin();
    }

    /// <summary>What has happened since the last time, and perhaps a part of a snapshot; <see langword="null"/> where there is neither.</summary>
    public CounterJournalChange? Next(bool withPart)
    {
        if (_nextPart == NoRound && _logOctets > Math.Max(minimumLog, _snapshotOctets)) Begin();
        _usedBuffers = 0;
        List<CounterJournalRecord> records = [];
        int parts = 0;
        do
        {
            int part = withPart || IsHurrying ? _nextPart : NoRound;
            RecordBuffer log = BeginRecord();
            RecordBuffer? snapshot = part == NoRound ? null : BeginRecord();
            long moment = _store.Cut(log, part, snapshot, out bool isLost);
            JournalClock clock = JournalClock.Now(timeProvider);
            if (!JournalFrame.IsEmpty(log)) records.Add(EndRecord(new JournalFrame(0, ++_number, replay.Generation, moment, clock), log));
            if (snapshot is not null) records.Add(EndRecord(new JournalFrame(_round, part, replay.Generation, moment, clock), snapshot));
            if (isLost) BeginRound();
            else if (part != NoRound && ++_nextPart == InMemoryCounterStore.SnapshotParts) return Finish(records, moment, clock);
        }
        while ((IsHurrying || (withPart && IsInRound)) && ++parts < (IsHurrying ? PartsInAHurry : PartsAtATime));
        return records.Count == 0 ? null : new CounterJournalChange(records);
    }

    /// <summary>Notes that a change is on disk.</summary>
    public void Written(CounterJournalChange change)
    {
        foreach (CounterJournalRecord record in change.Added)
        {
            if (record.Round == 0) _logOctets += record.Content.Length;
        }
    }

    private CounterJournalChange Finish(List<CounterJournalRecord> records, long moment, JournalClock clock)
    {
        RecordBuffer end = BeginRecord();
        end.Write(_coveredLog);
        records.Add(EndRecord(new JournalFrame(_round, JournalFrame.EndOfRound, replay.Generation, moment, clock), end));
        _nextPart = NoRound;
        _snapshotOctets = _roundOctets;
        IsHurrying = false;
        return new CounterJournalChange(records, _round, _coveredLog);
    }

    private void Begin()
    {
        _round++;
        _nextPart = 0;
        _coveredLog = _number;
        _logOctets = 0;
        _roundOctets = 0;
    }

    private RecordBuffer BeginRecord()
    {
        if (_usedBuffers == _buffers.Count) _buffers.Add(new RecordBuffer());
        RecordBuffer buffer = _buffers[_usedBuffers++];
        JournalFrame.Begin(buffer);
        return buffer;
    }

    private CounterJournalRecord EndRecord(in JournalFrame frame, RecordBuffer buffer)
    {
        frame.End(buffer);
        if (frame.Round > 0) _roundOctets += buffer.Length;
        return new CounterJournalRecord(frame.Round, frame.Number, buffer.Content);
    }
}
