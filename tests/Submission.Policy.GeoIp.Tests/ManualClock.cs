namespace Submission.Policy.GeoIp.Tests;

/// <summary>A clock that stands until it is moved; then it runs one turn of each timer that is due.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    public override DateTimeOffset GetUtcNow() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(this, () => callback(state), dueTime == Timeout.InfiniteTimeSpan ? null : _now + dueTime, period);
        _timers.Add(timer);
        return timer;
    }

    public void Advance(double seconds)
    {
        _now = _now.AddSeconds(seconds);
        foreach (ManualTimer timer in _timers.ToArray()) timer.RunIfDue();
    }

    private sealed class ManualTimer(ManualClock clock, Action callback, DateTimeOffset? due, TimeSpan period) : ITimer
    {
        private DateTimeOffset? _due = due;

        public void RunIfDue()
        {
            if (clock._now < _due) return;
            if (_due is null) return;
            _due = clock._now + period;
            callback();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose() => clock._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
