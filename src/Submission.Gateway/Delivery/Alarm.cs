namespace Submission.Gateway.Delivery;

/// <summary>Wakes the one loop that waits for it: at once, or at the earliest of the moments that were asked for. Thread-safe.</summary>
internal sealed class Alarm : IDisposable
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private TaskCompletionSource? _waiter;
    private bool _isRung;
    private long _due = long.MaxValue;

    public Alarm(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static state => ((Alarm)state!).TimeOut(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Wakes the loop; where it does not wait, its next wait ends at once.</summary>
    public void Ring()
    {
        TaskCompletionSource? waiter;
        lock (_gate)
        {
            waiter = _waiter;
            _waiter = null;
            _isRung = waiter is null;
        }

        waiter?.TrySetResult();
    }

    /// <summary>Wakes the loop after a while, unless it is already to be woken before.</summary>
    public void RingIn(TimeSpan delay)
    {
        if (delay < ShortestWait) delay = ShortestWait;
        if (delay > LongestWait) delay = LongestWait;
        long due = _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency);
        lock (_gate)
        {
            if (due >= _due) return;
            _due = due;
            _timer.Change(delay, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Waits for the alarm; one loop only.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_isRung)
            {
                _isRung = false;
                return Task.CompletedTask;
            }

            _waiter ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiter.Task.WaitAsync(cancellationToken);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void TimeOut()
    {
        lock (_gate) _due = long.MaxValue;
        Ring();
    }
}
