namespace Submission.Policy.Redis;

/// <summary>Spares callers the wait for a server that does not answer. Thread-safe.</summary>
internal sealed class CircuitBreaker(int failuresUntilOpen)
{
    private int _failures;

    /// <summary>Whether nobody is to wait at present.</summary>
    public bool IsOpen => Volatile.Read(ref _failures) >= failuresUntilOpen;

    /// <returns>Whether it has been open.</returns>
    public bool Succeed() => Volatile.Read(ref _failures) != 0 && Interlocked.Exchange(ref _failures, 0) >= failuresUntilOpen;

    /// <returns>Whether it opens with this.</returns>
    public bool Fail() => Interlocked.Increment(ref _failures) == failuresUntilOpen;
}
