namespace Submission.Smtp.Server;

/// <summary>
/// How long messages wait for the host's answer. The shortest wait is what tells: a single slow message says nothing about a server, a quick one that it is not stuck. Thread-safe.
/// </summary>
internal sealed class AnswerDelays(TimeProvider time)
{
    /// <summary>Fewer waiting messages than this are one client's matter.</summary>
    public const int LeastWaiting = 8;

    private readonly Lock _gate = new();
    private int _waiting;
    private long _answeredAt;
    private TimeSpan? _shortest;

    /// <summary>A message begins to wait.</summary>
    /// <returns>When; for <see cref="End"/>.</returns>
    public long Begin()
    {
        long now = time.GetTimestamp();
        lock (_gate)
        {
            if (++_waiting == LeastWaiting) _answeredAt = now;
        }

        return now;
    }

    /// <summary>A message has its answer.</summary>
    public void End(long begun)
    {
        long now = time.GetTimestamp();
        TimeSpan delay = time.GetElapsedTime(begun, now);
        lock (_gate)
        {
            _waiting--;
            _answeredAt = now;
            if (_shortest is null || delay < _shortest) _shortest = delay;
        }
    }

    /// <summary>The shortest wait since it was last asked; where none has ended, how long none has; zero where few wait.</summary>
    public TimeSpan Take()
    {
        lock (_gate)
        {
            TimeSpan? shortest = _shortest;
            _shortest = null;
            if (_waiting < LeastWaiting) return TimeSpan.Zero;
            return shortest ?? time.GetElapsedTime(_answeredAt);
        }
    }
}
