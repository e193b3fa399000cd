namespace Submission.Hosting.Telemetry;

/// <summary>Lets one line in a while through, and counts the others: what anybody who can connect may cause must not fill a disk. Thread-safe.</summary>
internal sealed class RareLog(TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private long _next = time.GetTimestamp();
    private long _others;

    /// <summary>Whether a line may be written now.</summary>
    /// <param name="others">How many were not since the last.</param>
    public bool MayTell(out long others)
    {
        long now = time.GetTimestamp();
        long next = Volatile.Read(ref _next);
        others = 0;
        if (now < next || Interlocked.CompareExchange(ref _next, now + (long)(Interval.TotalSeconds * time.TimestampFrequency), next) != next)
        {
            Interlocked.Increment(ref _others);
            return false;
        }

        others = Interlocked.Exchange(ref _others, 0);
        return true;
    }
}
