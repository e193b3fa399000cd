namespace Submission.Smtp.Protocol;

/// <summary>
/// The one timer of a session. Arming it again is only a store, as long as the timer is due before the new deadline: it then
/// looks at the deadline and goes back to sleep. Thread-safe.
/// </summary>
internal sealed class SessionWatch : IDisposable
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Action _expired;
    private readonly ITimer _timer;
    private long _deadline = long.MaxValue;
    private long _due = long.MaxValue;
    private long? _shortenableSince;
    private bool _isExpired;
    private bool _isDisposed;

    public SessionWatch(TimeProvider time, Action expired)
    {
        _time = time;
        _expired = expired;
        _timer = time.CreateTimer(static state => ((SessionWatch)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether the last deadline has passed.</summary>
    public bool IsExpired
    {
        get
        {
            lock (_gate) return _isExpired;
        }
    }

    /// <summary>Sets the time from now on after which it expires.</summary>
    /// <param name="limit">The time.</param>
    /// <param name="canBeShortened">Whether <see cref="Shorten"/> may change it.</param>
    public void Arm(TimeSpan limit, bool canBeShortened = false)
    {
        long now = _time.GetTimestamp();
        long deadline = now + (long)(limit.TotalSeconds * _time.TimestampFrequency);
        lock (_gate)
        {
            _isExpired = false;
            _deadline = deadline;
            _shortenableSince = canBeShortened ? now : null;
            if (deadline < _due) Schedule(limit);
        }
    }

    /// <summary>Shortens the time that runs, where that may be and it is longer: it counts from when it was set.</summary>
    public void Shorten(TimeSpan limit)
    {
        long length = (long)(limit.TotalSeconds * _time.TimestampFrequency);
        lock (_gate)
        {
            if (_isDisposed || _deadline == long.MaxValue || _shortenableSince is not { } since || since + length >= _deadline) return;
            _deadline = since + length;
            if (_deadline < _due) Schedule(_time.GetElapsedTime(_time.GetTimestamp(), _deadline));
        }
    }

    public void Disarm()
    {
        lock (_gate) _deadline = long.MaxValue;
    }

    public void Dispose()
    {
        lock (_gate) _isDisposed = true;
        _timer.Dispose();
    }

    private void Look()
    {
        lock (_gate)
        {
            _due = long.MaxValue;
            if (_deadline == long.MaxValue || _isDisposed) return;
            TimeSpan rest = _time.GetElapsedTime(_time.GetTimestamp(), _deadline);
            if (rest > TimeSpan.Zero)
            {
                Schedule(rest);
                return;
            }

            _deadline = long.MaxValue;
            _isExpired = true;
        }

        _expired();
    }

    private void Schedule(TimeSpan wait)
    {
        _due = _deadline;
        _timer.Change(wait < ShortestWait ? ShortestWait : wait, Timeout.InfiniteTimeSpan);
    }
}
