namespace Submission.Policy.Counters.Journal;

/// <summary>Makes the records of a journal from a store: which come next, and when a snapshot is due. Used by one thread.</summary>
internal sealed class JournalRecords(JournalReplay replay, TimeProvider timeProvider, long minimumLog)
{
    private const int NoRound = -1;
    private const int PartsAtATime = 4;
    private const int PartsInAHurry = 64;

    private readonly InMemoryCounterStore _store = replay.Store;
    private readonly List<RecordBuffer> _buffers = [];
    private readonly RecordBuffer _body = new();
    private readonly RecordBuffer _snapshot = new();
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
            _body.Clear();
            _snapshot.Clear();
            long moment = _store.Cut(_body, part, _snapshot, out bool isLost);
            JournalClock clock = JournalClock.Now(timeProvider);
            if (_body.Length > 0) records.Add(Record(new JournalFrame(0, ++_number, replay.Generation, moment, clock), _body));
            if (part != NoRound) records.Add(Record(new JournalFrame(_round, part, replay.Generation, moment, clock), _snapshot));
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
        _body.Clear();
        _body.Write(_coveredLog);
        records.Add(Record(new JournalFrame(_round, JournalFrame.EndOfRound, replay.Generation, moment, clock), _body));
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

    private CounterJournalRecord Record(in JournalFrame frame, RecordBuffer body)
    {
        if (_usedBuffers == _buffers.Count) _buffers.Add(new RecordBuffer());
        RecordBuffer buffer = _buffers[_usedBuffers++];
        frame.Begin(buffer);
        buffer.Write(body.Content.Span);
        JournalFrame.End(buffer);
        if (frame.Round > 0) _roundOctets += buffer.Length;
        return new CounterJournalRecord(frame.Round, frame.Number, buffer.Content);
    }
}
