using Microsoft.Extensions.Logging;

namespace Submission.Gateway.Queue.Sqlite;

/// <summary>
/// The one thread that writes. It takes all that waits, does it in one transaction, commits once and then tells the callers: one sync of the disk for many of them, and no wait where
/// there is only one. Where the disk fails nothing is told as stored, and the thread tries to heal what it can by itself.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private const int MaximumBatch = 256;
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(5);

    private readonly QueueStore _store;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly Thread _thread;
    private List<WriteOperation> _waiting = [];
    private List<WriteOperation> _batch = [];
    private bool _isIdle;
    private bool _isStopping;
    private bool _isBroken;
    private string? _brokenBy;
    private bool _isDamaged;
    private volatile QueueHealth _health = QueueHealth.Good;
    private volatile bool _isFull;
    private long _busySince;

    public SqliteWriter(QueueStore store, TimeProvider time, ILogger logger)
    {
        (_store, _time, _logger) = (store, time, logger);
        _thread = new Thread(Work) { IsBackground = true, Name = "queue writer" };
        _thread.Start();
    }

    public QueueHealth Health => _health;

    /// <summary>For how long the writer has been at what it does now.</summary>
    public TimeSpan BusyFor => Volatile.Read(ref _busySince) is var since and not 0 ? _time.GetElapsedTime(since) : TimeSpan.Zero;

    public Task<T> RunAsync<T>(Func<WriteSession, T> work) => RunAsync(new WriteWork<T>(work));

    public Task<T> RunAsync<T>(WriteOperation<T> operation)
    {
        string? refusal = null;
        lock (_gate)
        {
            if (_isStopping) refusal = "The queue is closed.";
            else if (_isBroken) refusal = _health.Reason ?? "The queue is being repaired.";
            else
            {
                _waiting.Add(operation);
                if (_isIdle) Wake();
            }
        }

        if (refusal is not null) operation.Fail(new WriteFailure(QueueAdditionOutcome.Unavailable, refusal, null));
        return operation.Completion;
    }

    /// <summary>Notes an error that another has met: nothing is taken until the disk has been tried.</summary>
    public void ReportFailure(string reason, bool isDamage)
    {
        lock (_gate)
        {
            _isDamaged |= isDamage;
            _isBroken = true;
            _brokenBy ??= reason;
            _health = new QueueHealth(false, reason);
            Wake();
        }
    }

    /// <summary>Writes what still waits, and ends the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isStopping = true;
            Wake();
        }

        _thread.Join();
        _work.Dispose();
    }

    private void Wake()
    {
        _isIdle = false;
        _work.Release();
    }

    private void Work()
    {
        while (true)
        {
            if (_isBroken) Heal();
            if (!Take()) break;
            if (_batch.Count == 0) continue;
            Commit(_batch);
            _batch.Clear();
            _store.AfterCommit();
        }

        FailWaiting(new WriteFailure(QueueAdditionOutcome.Unavailable, "The queue is closed.", null));
    }

    /// <summary>Waits for work, and takes as much of it as goes into one transaction.</summary>
    private bool Take()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_isBroken) return !_isStopping;
                if (_waiting.Count > 0)
                {
                    if (_waiting.Count <= MaximumBatch) (_waiting, _batch) = (_batch, _waiting);
                    else
                    {
                        _batch.AddRange(_waiting.GetRange(0, MaximumBatch));
                        _waiting.RemoveRange(0, MaximumBatch);
                    }

                    return true;
                }

                if (_isStopping) return false;
                _isIdle = true;
            }

            // A full disk is tried again from time to time, so that its health becomes good without anybody's doing.
            if (!_work.Wait(_isFull ? 1000 : Timeout.Infinite) && _isFull) ProbeRoom();
        }
    }

    private void Commit(List<WriteOperation> batch)
    {
        WriteSession session = _store.Session;
        bool isCommitting = false;
        Volatile.Write(ref _busySince, Math.Max(1, _time.GetTimestamp()));
        try
        {
            session.Begin();
            session.Database["BEGIN IMMEDIATE"].Run();
            foreach (WriteOperation operation in batch) operation.Run(session);
            session.KeepClock();
            isCommitting = true;
            session.Database["COMMIT"].Run();
        }
        catch (Exception error)
        {
            if (isCommitting) _store.NoteUncertain(session.Added);
            Fail(batch, error);
            return;
        }

        session.Committed();
        if (_isFull && session.Added.Count > 0) NoteRoom();
        try
        {
            _store.Publish(session);
        }
        catch (Exception error)
        {
            // It is stored all the same.
            ReportFailure($"The queue cannot be read: {error.Message}", WriteErrors.Classify(error) == WriteError.Damage);
        }

        Rest();
        foreach (WriteOperation operation in batch) operation.Complete();
    }

    // Before anybody is told: whoever hears of the end must not find the writer at it still.
    private void Rest() => Volatile.Write(ref _busySince, 0);

    private void Fail(List<WriteOperation> batch, Exception error)
    {
        WriteError kind = WriteErrors.Classify(error);
        _store.RollBack();
        Rest();
        if (kind is WriteError.Disk or WriteError.Damage)
        {
            string reason = kind == WriteError.Damage ? "The queue's database is damaged." : $"The queue cannot be written: {error.Message}";
            ReportFailure(reason, kind == WriteError.Damage);
            WriteFailure failure = new(QueueAdditionOutcome.Unavailable, reason, error);
            foreach (WriteOperation operation in batch) operation.Fail(failure);
            return;
        }

        _store.ForgetUncertain();
        if (batch.Count > 1)
        {
            // One of them is at fault, and none of the others is to suffer for it.
            for (int i = 0; i < batch.Count; i++)
            {
                if (_isBroken) batch[i].Fail(new WriteFailure(QueueAdditionOutcome.Unavailable, _health.Reason ?? "", error));
                else Commit([batch[i]]);
            }
        }
        else if (kind == WriteError.Full)
        {
            NoteFull();
            batch[0].Fail(new WriteFailure(QueueAdditionOutcome.Full, "There is no room for the queue.", error));
        }
        else
        {
            SqliteLog.OperationFailed(_logger, error);
            batch[0].Fail(new WriteFailure(QueueAdditionOutcome.Unavailable, $"The queue could not do what was asked: {error.Message}", error));
        }
    }

    private void Heal()
    {
        SqliteLog.Broken(_logger, _brokenBy ?? "");
        TimeSpan backOff = FirstBackOff;
        while (true)
        {
            FailWaiting(new WriteFailure(QueueAdditionOutcome.Unavailable, _health.Reason ?? "The queue is being repaired.", null));
            bool isDamaged;
            lock (_gate)
            {
                if (_isStopping) return;
                isDamaged = _isDamaged;
                _isDamaged = false;
            }

            if (_store.TryHeal(isDamaged, out string? reason)) break;
            _health = new QueueHealth(false, reason);
            _work.Wait(backOff);
            backOff = backOff * 2 < LongestBackOff ? backOff * 2 : LongestBackOff;
        }

        lock (_gate)
        {
            if (_isDamaged) return;
            _isBroken = false;
            _brokenBy = null;
            _health = QueueHealth.Good;
        }

        SqliteLog.Healed(_logger);
    }

    private void FailWaiting(WriteFailure failure)
    {
        List<WriteOperation> waiting;
        lock (_gate)
        {
            waiting = _waiting;
            _waiting = [];
        }

        foreach (WriteOperation operation in waiting) operation.Fail(failure);
    }

    private void NoteFull()
    {
        if (!_isFull) SqliteLog.Full(_logger);
        _isFull = true;
        _health = new QueueHealth(false, "There is no room for the queue.");
    }

    private void NoteRoom()
    {
        SqliteLog.Healed(_logger);
        _isFull = false;
        lock (_gate)
        {
            if (!_isBroken) _health = QueueHealth.Good;
        }
    }

    private void ProbeRoom()
    {
        try
        {
            _store.Probe();
            NoteRoom();
        }
        catch (Exception error) when (WriteErrors.Classify(error) == WriteError.Full)
        {
            _store.RollBack();
        }
        catch (Exception error)
        {
            _store.RollBack();
            ReportFailure($"The queue cannot be written: {error.Message}", WriteErrors.Classify(error) == WriteError.Damage);
        }
    }
}
