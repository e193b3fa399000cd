namespace Submission.Policy.Engine;

/// <summary>Tells how long the rules of a stage take. Not thread-safe.</summary>
internal struct StageTimer(TimeProvider clock)
{
    private long _mark;

    /// <summary>Whether a rule has answered since the last lap whose time was not told.</summary>
    public bool HasUntimed { get; private set; }

    public void Begin()
    {
        HasUntimed = false;
        _mark = clock.GetTimestamp();
    }

    /// <summary>The time of a rule that has answered at once. Asking the clock takes longer than most rules do, so those that are sure to answer fast are timed together.</summary>
    public long LapOf(CompiledRule rule)
    {
        if (!rule.IsBuiltIn) return Lap();
        HasUntimed = true;
        return 0;
    }

    /// <summary>The time since the last lap.</summary>
    public long Lap()
    {
        HasUntimed = false;
        long now = clock.GetTimestamp();
        long elapsed = now - _mark;
        _mark = now;
        return elapsed;
    }
}
