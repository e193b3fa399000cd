namespace Submission.Gateway.Delivery;

/// <summary>Spaces the messages of a lane evenly, so that no minute holds more than it may. Not thread-safe.</summary>
internal sealed class LanePace(TimeProvider time)
{
    // Less than the shortest tick of a timer would be no wait at all.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private long _next = long.MinValue;

    /// <summary>Takes leave for one message.</summary>
    /// <param name="perMinute">How many messages a minute; <see langword="null"/> for no bound.</param>
    /// <param name="wait">How long to wait where there is no leave now; at least a millisecond then.</param>
    public bool TryTake(int? perMinute, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (perMinute is not { } bound) return true;
        long now = time.GetTimestamp();
        if (now < _next)
        {
            wait = time.GetElapsedTime(now, _next);
            if (wait < ShortestWait) wait = ShortestWait;
            return false;
        }

        _next = now + Math.Max(1, time.TimestampFrequency * 60 / bound);
        return true;
    }
}
