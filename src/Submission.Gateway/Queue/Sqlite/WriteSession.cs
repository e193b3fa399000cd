namespace Submission.Gateway.Queue.Sqlite;

/// <summary>A transaction of the writer's thread: what operations work with, and what is done after the commit.</summary>
internal sealed class WriteSession(SqliteDatabase database, QueueClock clock)
{
    private const long Block = 1_000_000;
    private const long ClockKept = 60_000;
    private const string SetClock = "UPDATE meta SET value = ?1 WHERE name = 'clock'";
    private const string SetSequence = "UPDATE meta SET value = ?1 WHERE name = 'sequence'";
    private long _next = database.Query("SELECT value FROM meta WHERE name = 'sequence'");
    private long _clock;
    private long _committedClock;
    private long _ceiling;
    private long _committedCeiling;

    public SqliteDatabase Database => database;

    /// <summary>The moment of the transaction, in milliseconds of Unix time.</summary>
    public long Now { get; private set; }

    /// <summary>The messages that are added; their place in the queue is uncertain where the commit fails.</summary>
    public List<TransactionId> Added { get; } = [];

    /// <summary>The messages whose files are removed after the commit.</summary>
    public List<TransactionId> GoneFiles { get; } = [];

    /// <summary>Whether something became due that the one who waits does not know of.</summary>
    public bool Wakes { get; set; }

    /// <summary>Whether suspensions were changed.</summary>
    public bool ChangesSuspensions { get; set; }

    public void Begin()
    {
        Forget();
        Now = clock.Now;
    }

    /// <summary>Keeps the moment of the transaction, once a minute, so that the queue knows at its next start whether the clock was set back.</summary>
    public void KeepClock()
    {
        if (Now - _committedClock < ClockKept) return;
        database[SetClock].Bind(1, Now).Run();
        _clock = Now;
    }

    public void Committed() => (_committedCeiling, _committedClock) = (_ceiling, _clock);

    /// <summary>Takes back what memory knows of a transaction that was rolled back.</summary>
    public void RolledBack()
    {
        (_ceiling, _clock) = (_committedCeiling, _committedClock);
        Forget();
    }

    /// <summary>Takes numbers that were never used before. They are set aside by the million, so that most transactions need not write which come next.</summary>
    public long TakeNumbers(int count)
    {
        long first = _next;
        if (first + count > _ceiling)
        {
            _ceiling = first + count + Block;
            database[SetSequence].Bind(1, _ceiling).Run();
        }

        _next = first + count;
        return first;
    }

    private void Forget()
    {
        Added.Clear();
        GoneFiles.Clear();
        Wakes = false;
        ChangesSuspensions = false;
    }
}
