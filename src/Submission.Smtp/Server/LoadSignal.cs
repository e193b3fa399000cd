namespace Submission.Smtp.Server;

/// <summary>
/// One figure against its mark: it is over where every look for some time has found it so, and no more over once every look for some time
/// has found it well below. Not thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="leastLooks">How many looks in a row it takes at least, so that one long look is not taken for many.</param>
/// <param name="after">How long it must be above.</param>
/// <param name="relaxAfter">How long it must be well below.</param>
internal sealed class LoadSignal(TimeProvider time, int leastLooks, TimeSpan after, TimeSpan relaxAfter)
{
    private int _looks;
    private long _aboveSince;
    private long _belowSince;
    private bool _isBelow;

    public bool IsOver { get; private set; }

    /// <summary>Takes a look in.</summary>
    /// <param name="isAbove">Whether the figure is above its mark.</param>
    /// <param name="isWellBelow">Whether it is so far below that it may be over.</param>
    public void Look(bool isAbove, bool isWellBelow)
    {
        long now = time.GetTimestamp();
        if (isAbove)
        {
            _isBelow = false;
            if (_looks++ == 0) _aboveSince = now;
            IsOver |= _looks >= leastLooks && time.GetElapsedTime(_aboveSince, now) >= after;
            return;
        }

        _looks = 0;
        if (!isWellBelow)
        {
            _isBelow = false;
            return;
        }

        if (!_isBelow) _belowSince = now;
        _isBelow = true;
        IsOver &= time.GetElapsedTime(_belowSince, now) < relaxAfter;
    }
}
