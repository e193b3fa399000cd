namespace Submission.Gateway.Queue.Sqlite;

/// <summary>Wakes the one who waits for work; a signal that nobody waits for is kept for the next who does. Thread-safe.</summary>
internal sealed class QueueSignal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiter;
    private int _waiters;
    private bool _isSet;

    public void Set()
    {
        TaskCompletionSource? waiter;
        lock (_gate)
        {
            waiter = _waiter;
            _waiter = null;
            _isSet = _waiters == 0;
        }

        waiter?.TrySetResult();
    }

    public async ValueTask WaitAsync(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        Task waiting;
        lock (_gate)
        {
            if (_isSet)
            {
                _isSet = false;
                return;
            }

            _waiters++;
            _waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting = _waiter.Task;
        }

        try
        {
            await waiting.WaitAsync(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The limit; what is due is looked up all the same.
        }
        finally
        {
            lock (_gate) _waiters--;
        }
    }
}
