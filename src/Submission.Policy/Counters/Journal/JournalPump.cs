using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Submission.Policy.Counters.Journal;

/// <summary>
/// The one thread that writes a journal: several times a second what has happened since, and at once where somebody waits for it; one sync of the disk for all who
/// wait. From time to time it writes a snapshot, a part with each of its writes, and lets the log that this covers go.
/// </summary>
internal sealed class JournalPump : IDisposable
{
    private const int PartsPerInterval = 5;

    // How often a process that ends tries again to write a snapshot that alone tells everything.
    private const int LastTries = 3;

    // How many intervals whoever waits for a disk waits that does not even fail: 5 s.
    private const int IntervalsToWait = 20;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);

    private readonly ICounterJournal _journal;
    private readonly JournalRecords _records;
    private readonly ILogger _logger;
    private readonly TimeSpan _interval;
    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _wake = new();
    private readonly Thread _thread;
    private readonly List<TaskCompletionSource<bool>> _waiting = [];
    private readonly List<TaskCompletionSource<bool>> _served = [];
    private CounterJournalChange? _pending;
    private long _lastPart;
    private bool _isStopping;
    private volatile string? _trouble;

    public JournalPump(ICounterJournal journal, JournalRecords records, TimeSpan interval, ILogger logger)
    {
        (_journal, _records, _interval, _logger) = (journal, records, interval, logger);
        _thread = new Thread(Work) { IsBackground = true, Name = "counter journal" };
        _thread.Start();
    }

    /// <summary>Why the journal takes nothing at present; <see langword="null"/> while it does.</summary>
    public string? Trouble => _trouble;

    /// <summary>Waits until everything that has happened by now is on disk.</summary>
    /// <returns>Whether it is; <see langword="false"/> where the disk does not take it, or not in time. It is then written as soon as the disk does.</returns>
    public async Task<bool> SyncAsync()
    {
        if (_trouble is not null) return false;
        var waiter = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_isStopping) return false;
            _waiting.Add(waiter);
        }

        _wake.Set();
        TimeSpan patience = _interval * IntervalsToWait;
        await ((Task)waiter.Task).WaitAsync(patience, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (waiter.Task.IsCompletedSuccessfully) return await waiter.Task.ConfigureAwait(false);
        NoteSilence(patience);
        return false;
    }

    /// <summary>Writes what is left, and ends the thread.</summary>
    public void Dispose()
    {
        lock (_gate) _isStopping = true;
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    private void Work()
    {
        bool isStopping;
        bool isWritten;
        int failures = 0;
        do
        {
            _wake.Wait(_trouble is not null ? RetryAfter : _records.IsInRound ? _interval / PartsPerInterval : _interval);
            _wake.Reset();
            lock (_gate)
            {
                isStopping = _isStopping;
                _served.AddRange(_waiting);
                _waiting.Clear();
            }

            isWritten = TryWriteAll(!isStopping && IsPartDue());
            if (isWritten && _records.IsHurrying)
            {
                // What they wait for may be in a part that is to come, and is worth nothing before the last.
                _wake.Set();
                continue;
            }

            foreach (TaskCompletionSource<bool> waiter in _served) waiter.SetResult(isWritten);
            _served.Clear();
        }
        // A snapshot that alone tells everything is finished also by a process that ends, and begun where its last write has found the journal damaged.
        while (!isStopping || (_records.IsHurrying && (isWritten || ++failures <= LastTries)));
    }

    // Not with every write: where many wait for the disk, they come without a pause.
    private bool IsPartDue()
    {
        long now = TimeProvider.System.GetTimestamp();
        if (TimeProvider.System.GetElapsedTime(_lastPart, now) < _interval / PartsPerInterval) return false;
        _lastPart = now;
        return true;
    }

    private bool TryWriteAll(bool withPart)
    {
        try
        {
            // First what could not be written before: the numbers of the log have no gap.
            if (_pending is not null) WritePending();
            _pending = _records.Next(withPart);
            if (_pending is not null) WritePending();
            if (_trouble is not null) JournalLog.Healed(_logger);
            _trouble = null;
            return true;
        }
        catch (CounterJournalException exception)
        {
            if (_trouble is null) JournalLog.Failed(_logger, exception.Message);
            _trouble = exception.Message;
            if (exception.IsDamaged) BeginAnew();
            return false;
        }
        catch (Exception exception)
        {
            // A bug of a journal is no reason to stop counting, nor to stop trying.
            if (_trouble is null) JournalLog.Broken(_logger, exception);
            _trouble = exception.Message;

            // What had been taken for a record that was not made is told by a snapshot only.
            if (_pending is null) _records.BeginRound();
            return false;
        }
    }

    /// <summary>Spares others the wait until the disk answers.</summary>
    private void NoteSilence(TimeSpan patience)
    {
        string silence = string.Create(CultureInfo.InvariantCulture, $"it has taken nothing for {patience.TotalSeconds} s");
        if (Interlocked.CompareExchange(ref _trouble, silence, null) is null) JournalLog.Failed(_logger, silence);
    }

    private void WritePending()
    {
        _journal.Write(_pending!);
        _records.Written(_pending!);
        _pending = null;
    }

    private void BeginAnew()
    {
        // Also where the new one does not open yet: it is empty once it does, and what could not be written is in the snapshot.
        _pending = null;
        _records.BeginRound();
        try
        {
            JournalLog.BegunAnew(_logger, _journal.StartAnew());
        }
        catch (CounterJournalException exception)
        {
            _trouble = exception.Message;
        }
    }
}
