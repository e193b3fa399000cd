namespace Submission.Policy.Counters.Journal;

/// <summary>What has happened in one part of the store and is not yet in the journal. Guarded by the lock of that part.</summary>
internal sealed class JournalSection
{
    /// <summary>How many limits a section numbers at a time.</summary>
    public const int MaximumLimits = 16;

    // Where the disk does not take anything for long: what is beyond is written as a snapshot, once it does.
    private const int MaximumOctets = (1 << 20) - (1 << 16);

    private readonly CounterLimit?[] _limits = new CounterLimit?[MaximumLimits];
    private RecordBuffer _open = new();
    private RecordBuffer _taken = new();
    private int _limitCount;
    private bool _isLost;

    /// <summary>The number of the last section that was taken.</summary>
    public long LastTaken { get; private set; }

    /// <summary>Notes that something was committed or recorded.</summary>
    public void Note(in CounterKey key, CounterLimit limit, long amount, string? member, long? at, long now)
    {
        if (limit.Windows.IsEmpty || IsFull()) return;
        byte index = IndexOf(limit);
        JournalEvent kind = member is null ? JournalEvent.Charge : at is null ? JournalEvent.Member : JournalEvent.MemberAt;
        _open.Write((byte)kind);
        _open.Write(index);
        _open.Write(now);
        _open.Write(key);
        if (member is null) _open.WriteCount(amount);
        else _open.Write(member);
        if (kind == JournalEvent.MemberAt) _open.Write(at!.Value);
    }

    /// <summary>Notes that a member counts no longer.</summary>
    public void NoteWithdrawal(in CounterKey key, string member, long now)
    {
        if (IsFull()) return;
        _open.Write((byte)JournalEvent.Withdrawal);
        _open.Write(now);
        _open.Write(key);
        _open.Write(member);
    }

    /// <summary>Notes that a counter was forgotten.</summary>
    public void NoteReset(in CounterKey key, long now)
    {
        if (IsFull()) return;
        _open.Write((byte)JournalEvent.Reset);
        _open.Write(now);
        _open.Write(key);
    }

    /// <summary>Notes a block.</summary>
    public void NoteBlock(CounterBlock block, long end)
    {
        if (!IsFull()) JournalCodec.Write(_open, block, end);
    }

    /// <summary>Notes the end of a block.</summary>
    public void NoteLift(in CounterKey key)
    {
        if (IsFull()) return;
        _open.Write((byte)JournalEvent.Lift);
        _open.Write(key);
    }

    /// <summary>Takes what has happened, to be read before the next call; empty where nothing has.</summary>
    /// <param name="isLost">Set where more had happened than was kept.</param>
    public RecordBuffer Take(ref bool isLost)
    {
        if (_open.Length == 0 && !_isLost)
        {
            _taken.Clear();
            return _taken;
        }

        isLost |= _isLost;
        _isLost = false;
        (_open, _taken) = (_taken, _open);
        _open.Clear();
        Array.Clear(_limits);
        _limitCount = 0;
        if (_taken.Length > 0) LastTaken++;
        return _taken;
    }

    private bool IsFull()
    {
        if (_isLost) return true;
        if (_open.Length <= MaximumOctets) return false;
        _isLost = true;
        _open.Clear();
        return true;
    }

    // A limit is written once in a section: each charge would take twice the room with it.
    private byte IndexOf(CounterLimit limit)
    {
        for (int i = 0; i < _limits.Length; i++)
        {
            if (ReferenceEquals(_limits[i], limit)) return (byte)i;
        }

        byte index = (byte)(_limitCount++ % MaximumLimits);
        _limits[index] = limit;
        _open.Write((byte)JournalEvent.Limit);
        _open.Write(index);
        JournalCodec.Write(_open, limit);
        return index;
    }
}
