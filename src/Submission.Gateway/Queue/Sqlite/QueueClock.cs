namespace Submission.Gateway.Queue.Sqlite;

/// <summary>
/// The queue's clock: the wall's time when it was opened, and from then on the time that has passed, so that steps of the wall's clock change nothing. It never stands before
/// what the queue holds. Thread-safe.
/// </summary>
internal sealed class QueueClock
{
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly long _milliseconds;

    /// <param name="time">Where time comes from.</param>
    /// <param name="latest">The latest moment that the queue has seen, in milliseconds of Unix time.</param>
    public QueueClock(TimeProvider time, long latest)
    {
        _time = time;
        _start = time.GetTimestamp();
        _milliseconds = Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), latest);
    }

    /// <summary>Now, in milliseconds of Unix time.</summary>
    public long Now => _milliseconds + (long)_time.GetElapsedTime(_start).TotalMilliseconds;

    public static DateTimeOffset Moment(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    /// <summary>A moment after now.</summary>
    public static long After(long now, TimeSpan delay)
    {
        double milliseconds = Math.Clamp(delay.TotalMilliseconds, 0, TimeSpan.FromDays(36_500).TotalMilliseconds);
        return now + (long)Math.Ceiling(milliseconds);
    }
}
