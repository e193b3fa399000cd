using System.Globalization;

namespace Submission.Policy.Counters.Journal;

/// <summary>Makes a store of what a journal holds, and tells what is missing.</summary>
internal sealed class JournalReplay
{
    private readonly List<(JournalFrame Frame, ReadOnlyMemory<byte> Content)> _log = [];
    private readonly Dictionary<long, List<(JournalFrame Frame, ReadOnlyMemory<byte> Content)>> _rounds = [];
    private readonly long[] _covered = new long[InMemoryCounterStore.SnapshotParts];
    private readonly List<string> _losses = [];
    private long _snapshotGeneration;

    private JournalReplay(CounterJournalContent content, TimeProvider timeProvider)
    {
        if (content.Damage is { } damage) _losses.Add(damage);
        Sort(content);
        JournalClock now = JournalClock.Now(timeProvider);
        JournalFrame last = Last();
        LastNumber = Math.Max(content.LastNumber, _log.Count == 0 ? 0 : _log[^1].Frame.Number);
        Generation = last.Generation + 1;
        Store = new InMemoryCounterStore(new StoreClock(timeProvider, last.Generation == 0 ? now.Utc : last.Moment + now.Since(last.Clock)), isJournaled: true);
        long covered = RestoreSnapshot();
        LastNumber = Math.Max(LastNumber, covered);
        Round = _rounds.Count == 0 ? 0 : _rounds.Keys.Max();
        RepeatLog(covered, content.LastNumber);
        Store.Tidy();
    }

    /// <summary>The store, as it was when the journal was last written.</summary>
    public InMemoryCounterStore Store { get; }

    /// <summary>How often the journal has been opened, this time included.</summary>
    public long Generation { get; }

    /// <summary>The number of the last record of the log.</summary>
    public long LastNumber { get; private set; }

    /// <summary>The highest number of a snapshot.</summary>
    public long Round { get; }

    /// <summary>How many octets of log and of snapshot there are.</summary>
    public (long Log, long Snapshot) Octets { get; private set; }

    /// <summary>What is missing, in words for operators; <see langword="null"/> where nothing is known to be.</summary>
    public string? Loss => _losses.Count == 0 ? null : string.Join("; ", _losses);

    public static JournalReplay Run(CounterJournalContent content, TimeProvider timeProvider) => new(content, timeProvider);

    private void Sort(CounterJournalContent content)
    {
        int damaged = 0;
        foreach (CounterJournalRecord record in content.Records)
        {
            if (!JournalFrame.TryRead(record, out JournalFrame frame, out ReadOnlyMemory<byte> told))
            {
                damaged++;
            }
            else if (frame.Round == 0)
            {
                _log.Add((frame, told));
            }
            else
            {
                if (!_rounds.TryGetValue(frame.Round, out var parts)) _rounds.Add(frame.Round, parts = []);
                parts.Add((frame, told));
            }
        }

        if (damaged > 0) _losses.Add(string.Create(CultureInfo.InvariantCulture, $"{damaged} records are not as they were written"));
        _log.Sort(static (left, right) => left.Frame.Number.CompareTo(right.Frame.Number));
    }

    private JournalFrame Last()
    {
        JournalFrame last = default;
        foreach ((JournalFrame frame, _) in _rounds.Values.SelectMany(static parts => parts).Concat(_log))
        {
            if ((frame.Generation, frame.Moment).CompareTo((last.Generation, last.Moment)) > 0) last = frame;
        }

        return last;
    }

    /// <summary>Takes over the newest snapshot that is whole.</summary>
    /// <returns>The last record of the log that it covers.</returns>
    private long RestoreSnapshot()
    {
        long covered = 0;
        var snapshot = new List<(JournalFrame Frame, ReadOnlyMemory<byte> Content)>();
        foreach (long round in _rounds.Keys.OrderDescending())
        {
            (JournalFrame Frame, ReadOnlyMemory<byte> Content) end = _rounds[round].Find(static part => part.Frame.Number == JournalFrame.EndOfRound);
            bool isLogTrimmed = _log.Count == 0 || _log[0].Frame.Number > 1;
            // The end of the only snapshot can be what is damaged.
            if (end.Content.IsEmpty && !(isLogTrimmed && _rounds.Count == 1)) continue;
            snapshot = _rounds[round];
            covered = end.Content.IsEmpty ? Math.Max(0, (_log.Count == 0 ? LastNumber + 1 : _log[0].Frame.Number) - 1) : new RecordReader(end.Content.Span).Integer();
            break;
        }

        snapshot = [.. snapshot.Where(static part => part.Frame.Number != JournalFrame.EndOfRound)];
        long octets = snapshot.Sum(static part => (long)part.Content.Length);
        int parts = 0;
        // A key is in one part only, so that their order means nothing.
        Parallel.ForEach(snapshot, part =>
        {
            if (TryRestore(part.Frame, part.Content.Span)) Interlocked.Increment(ref parts);
        });
        if (covered > 0 && parts < InMemoryCounterStore.SnapshotParts)
            _losses.Add(string.Create(CultureInfo.InvariantCulture, $"{InMemoryCounterStore.SnapshotParts - parts} of {InMemoryCounterStore.SnapshotParts} parts of the snapshot are missing"));
        if (_log.Count > 0 && _log[0].Frame.Number > 1 && covered == 0) _losses.Add("the snapshot is missing");
        Octets = (0, octets);
        return covered;
    }

    private bool TryRestore(in JournalFrame frame, ReadOnlySpan<byte> content)
    {
        try
        {
            RecordReader reader = new(content);
            long part = reader.Count();
            if (part < 0 || part >= _covered.Length) throw new InvalidDataException("A snapshot in the journal has too many parts.");
            Volatile.Write(ref _snapshotGeneration, frame.Generation);
            Volatile.Write(ref _covered[part], reader.Integer());
            Store.Restore(ref reader);
            return true;
        }
        catch (InvalidDataException exception)
        {
            lock (_losses) _losses.Add(exception.Message);
            return false;
        }
    }

    private void RepeatLog(long covered, long head)
    {
        long octets = 0;
        long next = covered + 1;
        long missing = 0;
        long generation = 0;
        List<ReadOnlyMemory<byte>>[] sections = [.. Enumerable.Range(0, InMemoryCounterStore.SnapshotParts).Select(static _ => new List<ReadOnlyMemory<byte>>())];
        foreach ((JournalFrame frame, ReadOnlyMemory<byte> content) in _log)
        {
            octets += content.Length;
            if (frame.Number < next) continue;
            missing += frame.Number - next;
            next = frame.Number + 1;
            // The next process may have had a key in another part.
            if (frame.Generation != generation) Repeat(sections);
            generation = frame.Generation;
            try
            {
                Divide(frame, content, sections);
            }
            catch (InvalidDataException exception)
            {
                _losses.Add(exception.Message);
            }
        }

        Repeat(sections);
        if (head >= next) missing += head - next + 1;
        if (missing > 0) _losses.Add(string.Create(CultureInfo.InvariantCulture, $"{missing} records of the log are missing, each with what was counted in up to a second"));
        Octets = (octets, Octets.Snapshot);
    }

    /// <summary>Puts what a record tells of each part with what earlier ones tell of it.</summary>
    private void Divide(in JournalFrame frame, ReadOnlyMemory<byte> content, List<ReadOnlyMemory<byte>>[] sections)
    {
        RecordReader reader = new(content.Span);
        while (!reader.IsAtEnd)
        {
            long part = reader.Count();
            long number = reader.Integer();
            int length = reader.Count(1);
            int start = content.Length - reader.Left;
            reader.Take(length);
            if (part < 0 || part >= _covered.Length) throw new InvalidDataException("The journal's log has a part too many.");
            bool isCovered = frame.Generation < _snapshotGeneration || (frame.Generation == _snapshotGeneration && number <= _covered[part]);
            if (!isCovered) sections[part].Add(content.Slice(start, length));
        }
    }

    /// <summary>Lets what one process has told of each part happen again: the parts at once, as they share no key, and what is told of one in its order.</summary>
    private void Repeat(List<ReadOnlyMemory<byte>>[] sections) => Parallel.ForEach(sections, part =>
    {
        foreach (ReadOnlyMemory<byte> section in part)
        {
            try
            {
                JournalEvents.Repeat(Store, section.Span);
            }
            catch (InvalidDataException exception)
            {
                lock (_losses) _losses.Add(exception.Message);
            }
        }

        part.Clear();
    });
}
